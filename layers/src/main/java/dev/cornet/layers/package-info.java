/**
 * Every concrete layer.
 *
 * <p>2026-11-21: recurrent layers see the whole batch in training and cut it into lanes of up to eight rows themselves: so the products
 * behind the steps (dW, dU, dx) are one each, and a step's product is as high as the small-call products of the backend want. What a step
 * leaves for its way back is copied out of and into work arrays that start at index 0, which costs a hundredth of the step and keeps every
 * loop in vector instructions. Recurrent dropout draws one mask for all gates (Keras draws one for each). States are inputs and outputs,
 * never fields, so there is no {@code stateful}.
 */
@NullMarked
package dev.cornet.layers;

import org.jspecify.annotations.NullMarked;
