/** Functions that return a known model. */
@NullMarked
package dev.cornet.applications;

import org.jspecify.annotations.NullMarked;
