/**
 * The loops of fit, evaluate and predict.
 *
 * <p>A {@link dev.cornet.training.Trainer} runs epochs of {@link dev.cornet.training.TrainStep}s, {@link dev.cornet.training.Evaluator} and
 * {@link dev.cornet.training.Predictor} pass once through a source of batches; each holds the state of one call. What these calls share is
 * in two objects: {@link dev.cornet.training.ModelRuntime} has the graph of the layers with its plans, executors and the lock of the
 * weights, {@link dev.cornet.training.TrainingSetup} the losses and metrics given to compile. The values of losses and metrics during a run
 * are in {@code RunMetrics}.
 *
 * <p>This package uses {@code graph} and the packages below it. It is used by {@code models} only, and knows a model as
 * {@link dev.cornet.training.TrainableModel}, callbacks as {@link dev.cornet.training.TrainingListener}, and the arguments of fit as
 * {@link dev.cornet.training.TrainingOptions}. It is not exported to users.
 *
 * <p>Begin with {@code Trainer}, then {@code TrainStep}.
 */
@NullMarked
package dev.cornet.training;

import org.jspecify.annotations.NullMarked;
