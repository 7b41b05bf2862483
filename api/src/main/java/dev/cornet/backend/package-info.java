/**
 * The seam to the machine: a narrow set of primitives over raw arrays, and the pool of threads that everything shares.
 *
 * <p>2026-11-21: the pool lives here and not in {@code backend-blas}: the engine cuts batches into slices on it whichever
 * backend computes, and the plain Java fallback deserves all cores too.
 *
 * <p>2026-11-21: the plan lists depthwise convolutions beside the others; here they are convolutions of as many groups as channels, whose
 * kernel is the same array ({@link dev.cornet.backend.ConvShape}), so that {@code Conv2D} with such groups runs in the same kernel.
 */
@NullMarked
package dev.cornet.backend;

import org.jspecify.annotations.NullMarked;
