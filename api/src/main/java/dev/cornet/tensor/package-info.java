/**
 * Dense float32 arrays with a shape.
 *
 * <p>It uses only {@code exceptions}. The backend and everything above use it.
 *
 * <p>Begin reading with {@link dev.cornet.tensor.Tensor}.
 */
@NullMarked
package dev.cornet.tensor;

import org.jspecify.annotations.NullMarked;
