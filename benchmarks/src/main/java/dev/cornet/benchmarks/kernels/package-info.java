/**
 * The operations of the backend's seam, each alone, under JMH: {@code benchmarks/run kernels [JMH's arguments]}.
 *
 * <p>Classes and state are not final: JMH makes subclasses of them.
 */
@NullMarked
package dev.cornet.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
