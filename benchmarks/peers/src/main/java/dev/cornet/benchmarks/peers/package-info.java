/**
 * The benchmarks' workloads in DJL with PyTorch and in TensorFlow Java, written as a user of these libraries writes them.
 *
 * <p>They run in the harness of {@code dev.cornet.benchmarks}; {@code benchmarks/compare} starts them. Nothing else uses this package.
 *
 * <p>Begin with {@link dev.cornet.benchmarks.peers.PyTorch} and {@link dev.cornet.benchmarks.peers.TensorFlow}, which list the workloads.
 */
@NullMarked
package dev.cornet.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
