/**
 * JMH benchmarks of single operations of the backend interface: {@code benchmarks/run kernels [JMH's arguments]}.
 *
 * <p>They use {@code dev.cornet.backend} and the OpenBLAS backend; {@code dev.cornet.blas.ConvAlgorithmBenchmark} uses the shapes and the
 * machine's peak from here. Benchmark and state classes are not final, because JMH generates subclasses of them.
 *
 * <p>Begin with {@link dev.cornet.benchmarks.kernels.KernelBenchmarks}, which runs all of them.
 */
@NullMarked
package dev.cornet.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
