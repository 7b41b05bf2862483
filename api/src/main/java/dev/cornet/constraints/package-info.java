/**
 * Keras' constraints, one class per constraint: projections that are applied to weights after each update.
 *
 * <p>Uses tensor, backend, config and exceptions. Used by nn, whose variables have constraints, by optimizers, which apply them, and by
 * layers as options.
 *
 * <p>Begin with {@link dev.cornet.constraints.Constraint}, the contract, and {@link dev.cornet.constraints.NonNeg}.
 */
@NullMarked
package dev.cornet.constraints;

import org.jspecify.annotations.NullMarked;
