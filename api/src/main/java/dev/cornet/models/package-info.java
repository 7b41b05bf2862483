/**
 * Models: their structure, compile, fit, evaluate, predict, callbacks, summaries, and their files.
 *
 * <p>A {@link dev.cornet.models.Model} is a layer made of a graph of layers. {@code compile} checks losses and metrics and stores them as a
 * {@code TrainingSetup}; {@code fit} is run by {@code Trainer}, {@code evaluate} by {@code Evaluator}, {@code predict} by
 * {@code Predictor}, each of which keeps the state of its own call. {@code ModelWriter}, {@code ModelReader} and {@code CornetFormat}
 * convert models to and from Keras' JSON and {@code .cornet} files.
 *
 * <p>May use every other package of the module {@code api}; of these, only {@code dev.cornet} itself uses it. The modules
 * {@code callbacks}, {@code formats} and {@code applications}, and users' programs, build on it.
 *
 * <p>Begin with {@link dev.cornet.models.Model} for the API and with {@code Trainer} for the training loop.
 */
@NullMarked
package dev.cornet.models;

import org.jspecify.annotations.NullMarked;
