package dev.cornet.regularizers;

import dev.cornet.config.Configurable;
import dev.cornet.tensor.Tensor;

/** A penalty Ω(w) that is added to the loss. Reference: Keras' regularizers page. */
public abstract class Regularizer implements Configurable {
    /** Ω(w) */
    public abstract double penalty(Tensor w);

    /** dw += ∂Ω/∂w */
    public abstract void addGradient(Tensor w, Tensor dw);
}
