/**
 * Models: their graphs of layers, compile, fit, evaluate, predict, callbacks, summaries, and their files.
 *
 * <p>A {@link dev.cornet.models.Model} is a layer made of a graph of layers. {@code compile} resolves the losses and metrics of each output
 * to a {@code TrainingSetup}; {@code fit}, {@code evaluate} and {@code predict} check their arguments, bind the callbacks and run the loops
 * of {@code dev.cornet.training}. {@code ModelWriter}, {@code ModelReader} and {@code CornetFormat} convert models to and from Keras' JSON
 * and {@code .cornet} files.
 *
 * <p>This package may use all other packages of the module {@code api} except {@code dev.cornet}, the only one of them that uses it. The
 * modules {@code callbacks}, {@code formats} and {@code applications}, and users' programs build on it.
 *
 * <p>Begin with {@link dev.cornet.models.Model} for the API and with {@code FitCall} for the way from it to the training loop.
 */
@NullMarked
package dev.cornet.models;

import org.jspecify.annotations.NullMarked;
