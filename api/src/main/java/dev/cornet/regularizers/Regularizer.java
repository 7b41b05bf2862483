package dev.cornet.regularizers;

import dev.cornet.config.LayerComponent;
import dev.cornet.tensor.Tensor;

/**
 * A regularizer: a penalty Ω(w) that is added to the loss.
 *
 * <p>To write one, extend {@link ElementwiseRegularizer} for a sum over the values of a weight, or {@link FluentRegularizer} for any other
 * penalty. Reference: Keras' regularizers page.
 */
public abstract class Regularizer extends LayerComponent {
    /** Returns Ω(w). */
    public abstract double penalty(Tensor w);

    /** Adds the gradient of the penalty: dw += ∂Ω/∂w. */
    public abstract void addGradient(Tensor w, Tensor dw);
}
