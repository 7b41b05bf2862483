/** Penalties on weights that are added to the loss. */
@NullMarked
package dev.cornet.regularizers;

import org.jspecify.annotations.NullMarked;
