/**
 * Whole steps as a user runs them, timed: {@code benchmarks/run W1 … W9} prints a line of JSON for each, {@code benchmarks/compare} tells
 * them against those of other libraries. Kernels are timed by JMH in {@code dev.cornet.benchmarks.kernels}.
 */
@NullMarked
package dev.cornet.benchmarks;

import org.jspecify.annotations.NullMarked;
