/** Projections of weights after each update. */
@NullMarked
package dev.cornet.constraints;

import org.jspecify.annotations.NullMarked;
