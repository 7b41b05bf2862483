/**
 * The backend interface: a small set of primitives on raw arrays, with an implementation in plain Java, and the worker threads that
 * everything shares. An implementation with native kernels is in the module {@code backend-blas}. Computation is on the CPU, on float32
 * arrays of the Java heap.
 *
 * <p>It may use only {@code console}, {@code exceptions} and {@code random}. Tensors, layers and the engine use it.
 *
 * <p>Begin reading with {@link dev.cornet.backend.Backend} and {@link dev.cornet.backend.WorkerPool}.
 */
@NullMarked
package dev.cornet.backend;

import org.jspecify.annotations.NullMarked;
