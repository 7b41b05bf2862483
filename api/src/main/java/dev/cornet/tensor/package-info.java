/** Dense float32 arrays with a shape, and the plain loops over them. */
@NullMarked
package dev.cornet.tensor;

import org.jspecify.annotations.NullMarked;
