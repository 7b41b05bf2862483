/** Activation functions, one file each. */
@NullMarked
package dev.cornet.activation;

import org.jspecify.annotations.NullMarked;
