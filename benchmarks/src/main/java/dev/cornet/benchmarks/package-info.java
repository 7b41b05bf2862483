/**
 * Benchmarks of whole training steps and predictions, written as a user writes them: {@code benchmarks/run W1 … W9} prints a line of JSON
 * for each workload, {@code benchmarks/compare} compares them with other libraries and {@code benchmarks/against} with another commit.
 *
 * <p>The programs use every published module. The other libraries' workloads, in the module {@code benchmarks/peers}, run in the same
 * {@link dev.cornet.benchmarks.Harness}. Single operations are timed by JMH in {@code dev.cornet.benchmarks.kernels}.
 *
 * <p>Begin with {@link dev.cornet.benchmarks.Run}, which lists the workloads, and {@link dev.cornet.benchmarks.Harness}, which times one.
 */
@NullMarked
package dev.cornet.benchmarks;

import org.jspecify.annotations.NullMarked;
