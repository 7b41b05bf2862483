/**
 * Keras' activation functions, one class per function; {@link dev.cornet.activations.Activations} finds them by name. In their formulas
 * [condition] is 1 if the condition holds and 0 otherwise.
 *
 * <p>Uses {@code nn}, whose {@link dev.cornet.nn.ActivationFunction} they implement, and the packages below it (tensor, backend, config).
 * Used by the module layers and by programs; the rest of api knows only the contract in {@code nn}.
 *
 * <p>Begin with {@link dev.cornet.activations.Sigmoid}, then read {@link dev.cornet.activations.Elementwise}, which runs most of them.
 * {@link dev.cornet.activations.ElementwiseActivation} is the base for activations of your own.
 */
@NullMarked
package dev.cornet.activations;

import org.jspecify.annotations.NullMarked;
