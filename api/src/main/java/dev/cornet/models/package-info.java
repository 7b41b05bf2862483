/**
 * Models: their graphs of layers, compile, fit, evaluate, predict, callbacks and summaries.
 *
 * <p>A {@link dev.cornet.models.Model} is a layer made of a graph of layers. {@code compile} resolves the losses and metrics of each output
 * to a {@code TrainingSetup}; {@code fit}, {@code evaluate} and {@code predict} check their arguments, bind the callbacks and run the loops
 * of {@code dev.cornet.training}. Models are saved and loaded by the services {@link dev.cornet.models.ModelStorage},
 * {@link dev.cornet.models.ArchitectureFormat} and {@link dev.cornet.models.ModelFormat}.
 *
 * <p>This package may use all other packages of the module {@code api} except {@code saving}, which implements these services, and
 * {@code dev.cornet}. Besides these two, the modules {@code callbacks}, {@code formats} and {@code applications}, and users' programs
 * build on it.
 *
 * <p>Begin with {@link dev.cornet.models.Model} for the API and with {@code FitCall} for the way from it to the training loop.
 */
@NullMarked
package dev.cornet.models;

import org.jspecify.annotations.NullMarked;
