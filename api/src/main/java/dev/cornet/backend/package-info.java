/**
 * The backend interface: a small set of primitives on tensors, with an implementation in plain Java, the worker threads that everything
 * shares, and elementwise loops over tensors. An implementation with native kernels is in the module {@code backend-blas}. Computation is
 * on the CPU, on float32 arrays of the Java heap.
 *
 * <p>It may use only {@code console}, {@code exceptions}, {@code random} and {@code tensor}. Layers and the engine use it.
 *
 * <p>Begin reading with {@link dev.cornet.backend.Backend} and {@link dev.cornet.backend.WorkerPool}.
 */
@NullMarked
package dev.cornet.backend;

import org.jspecify.annotations.NullMarked;
