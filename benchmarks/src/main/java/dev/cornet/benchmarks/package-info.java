/** Kernels under JMH and whole training steps. */
@NullMarked
package dev.cornet.benchmarks;

import org.jspecify.annotations.NullMarked;
