/**
 * Keras' optimizers, one class per algorithm, and three that use the whole data set as one batch (gradient descent with line search, BFGS,
 * L-BFGS). The arithmetic follows Keras to the bit where it can: {@code docs/decisions/2026-11-21-optimizers-follow-keras-arithmetic.md}.
 *
 * <p>Uses {@code schedules}, nn (variables), constraints, tensor, backend, config and exceptions. Used by models, whose training computes
 * gradients and calls the optimizer once per step.
 *
 * <p>Begin with {@link dev.cornet.optimizers.SGD}, then read {@link dev.cornet.optimizers.Optimizer}, which surrounds each update with
 * clipping, weight decay, averages and constraints; {@link dev.cornet.optimizers.WholeWeightOptimizer} is for algorithms that need norms or
 * shapes of whole weights.
 */
@NullMarked
package dev.cornet.optimizers;

import org.jspecify.annotations.NullMarked;
