/** Activation functions, one file each. */
@NullMarked
package dev.cornet.activations;

import org.jspecify.annotations.NullMarked;
