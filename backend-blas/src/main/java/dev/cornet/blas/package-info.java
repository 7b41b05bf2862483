/**
 * The fast backend: matrix products run in OpenBLAS through netlib, convolutions in kernels built on these products, the rest in Java loops
 * that the JIT compiler vectorises. Here are the loader of the native library, the matrix product cut into tiles, one kernel for each
 * convolution algorithm with the rule that selects among them, pooling, and vector functions.
 *
 * <p>The module uses {@code api} alone, chiefly {@link dev.cornet.backend}. Only the benchmarks use its classes by name: {@code api}
 * finds {@link dev.cornet.blas.OpenBlasProvider} as a service.
 *
 * <p>Begin with {@code OpenBlasBackend}, then {@code ConvAlgorithmSelector} and {@code Gemm}.
 */
@NullMarked
package dev.cornet.blas;

import org.jspecify.annotations.NullMarked;
