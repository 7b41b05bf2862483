/** Start values of weights. */
@NullMarked
package dev.cornet.initializer;

import org.jspecify.annotations.NullMarked;
