/**
 * Every concrete layer.
 *
 * <p>2026-11-21: recurrent layers see the whole batch in training and cut it into lanes of up to eight rows themselves, so that a step's
 * product is as high as the small-call products of the backend want. A step is one product of x beside h with W above U: x·W of all steps
 * ahead would write and read again four values for each unit and step, which costs more than the longer call saves. dz takes the place of
 * what its step has saved, and dW and dU are summed while a few steps are in the core's cache. What a step leaves for its way back is copied
 * out of and into work arrays that start at index 0, which costs a hundredth of the step and keeps every loop in vector instructions.
 *
 * <p>2026-11-21: a stateful layer's states are {@link dev.cornet.nn.RecurrentState}: a pass reads what the batch before has left and says by
 * {@code later} what it leaves, as batch normalisation does with its means, so a pass still writes no field. Such a layer sees the whole
 * batch in predictions too, and may stand in one place of a model only. Keras leaves these states out of weights and files, and so do we.
 */
@NullMarked
package dev.cornet.layers;

import org.jspecify.annotations.NullMarked;
