/**
 * Keras' regularizers, one class per regularizer: penalties on weights or activations that are added to the loss.
 *
 * <p>Uses tensor, backend, config and exceptions. Used by nn and models, which add penalties and their gradients, by layers as options,
 * and by programs.
 *
 * <p>Begin with {@link dev.cornet.regularizers.Regularizer}, the contract, and {@link dev.cornet.regularizers.L2}.
 */
@NullMarked
package dev.cornet.regularizers;

import org.jspecify.annotations.NullMarked;
