/** Cornet's workloads as users of other libraries write them, under the same harness: {@code benchmarks/compare} runs them. */
@NullMarked
package dev.cornet.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
