/** Start values of weights. */
@NullMarked
package dev.cornet.initializers;

import org.jspecify.annotations.NullMarked;
