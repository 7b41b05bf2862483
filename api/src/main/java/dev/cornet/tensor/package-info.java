/**
 * Dense float32 arrays with a shape, and elementwise loops over them.
 *
 * <p>It uses the backend for its threads and for matrix products, and {@code exceptions}. Everything above uses it.
 *
 * <p>Begin reading with {@link dev.cornet.tensor.Tensor}.
 */
@NullMarked
package dev.cornet.tensor;

import org.jspecify.annotations.NullMarked;
