/**
 * Optimizers, one file each; their learning rates stand in {@code schedules}.
 *
 * <p>2026-11-21: the arithmetic is float32 in Keras' own order of operations, also where double would be as fast: β₂ᵗ in
 * float32 differs from the true one in the fifth digit at the first step, and trajectories should agree.
 */
@NullMarked
package dev.cornet.optimizers;

import org.jspecify.annotations.NullMarked;
