/** Penalties on weights that are added to the loss. */
@NullMarked
package dev.cornet.regularizer;

import org.jspecify.annotations.NullMarked;
