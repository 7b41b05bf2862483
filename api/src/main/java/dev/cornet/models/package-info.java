/**
 * Models: their graphs of layers, compile, fit, evaluate, predict, callbacks, summaries, and their files.
 *
 * <p>A {@link dev.cornet.models.Model} is a layer made of a graph of layers. {@code compile} stores the losses and metrics of each output in
 * a {@code TrainingSetup}; {@code fit} is run by {@code Trainer}, {@code evaluate} by {@code Evaluator}, {@code predict} by
 * {@code Predictor}, each of which holds the state of one call. {@code ModelRuntime} holds what these calls share: plans, executors and the
 * lock of the weights. {@code ModelWriter}, {@code ModelReader} and {@code CornetFormat} convert models to and from Keras' JSON and
 * {@code .cornet} files.
 *
 * <p>This package may use all other packages of the module {@code api} except {@code dev.cornet}, the only one of them that uses it. The
 * modules {@code callbacks}, {@code formats} and {@code applications}, and users' programs build on it.
 *
 * <p>Begin with {@link dev.cornet.models.Model} for the API and with {@code Trainer} for the training loop.
 */
@NullMarked
package dev.cornet.models;

import org.jspecify.annotations.NullMarked;
