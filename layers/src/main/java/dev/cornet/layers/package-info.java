/** Every concrete layer. */
@NullMarked
package dev.cornet.layers;

import org.jspecify.annotations.NullMarked;
