/**
 * Keras' loss functions, one class per loss, and the bases for losses of your own. Differences from Keras are explained in
 * {@code docs/decisions}:
 * {@code 2026-11-21-targets-are-checked.md}, {@code 2026-11-21-cross-entropy-of-soft-labels.md},
 * {@code 2026-11-21-predictions-of-zeros.md} and {@code 2026-11-30-losses-of-whole-batches.md}.
 *
 * <p>Uses tensor, backend, config and exceptions; knows neither layers nor models. Used by metrics, which report losses, and by models,
 * whose training computes losses and gradients batch by batch.
 *
 * <p>Begin with {@link dev.cornet.losses.Loss}, the contract, and {@link dev.cornet.losses.MeanSquaredError}, the simplest implementation.
 * {@link dev.cornet.losses.CategoricalCrossentropy} also has a variant that is computed from logits.
 */
@NullMarked
package dev.cornet.losses;

import org.jspecify.annotations.NullMarked;
