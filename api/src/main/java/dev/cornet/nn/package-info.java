/**
 * The contract between layers and the engine that runs them: {@link dev.cornet.nn.Operation} (a computation in a graph), {@link
 * dev.cornet.nn.Layer} with its base classes, {@link dev.cornet.nn.Variable} (a weight), {@link dev.cornet.nn.Pass} (the context of a run
 * on some rows of a batch), {@link dev.cornet.nn.Output} (a result with its backward function) and the symbolic graph of {@link
 * dev.cornet.nn.Symbol} and {@link dev.cornet.nn.Node}. A {@link dev.cornet.nn.ValueKind} says how a value depends on the batch; a {@link
 * dev.cornet.nn.StateUpdate} changes a state, such as a moving average, after a step.
 *
 * <p>It may use tensors, the backend, options ({@code config}), and initializers, regularizers and constraints. It is used by all layers,
 * activations, losses and optimizers, by the engine ({@code graph}) and by models.
 *
 * <p>Begin reading with {@link dev.cornet.nn.Operation}, {@link dev.cornet.nn.UnaryLayer} and {@link dev.cornet.nn.Pass}.
 */
@NullMarked
package dev.cornet.nn;

import org.jspecify.annotations.NullMarked;
