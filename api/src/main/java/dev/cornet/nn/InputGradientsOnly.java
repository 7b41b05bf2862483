package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** Gradients for a backward that computes only dx: no weight requires a gradient. */
public enum InputGradientsOnly implements Gradients {
    INSTANCE;

    @Override
    public Tensor accumulator(Variable w) {
        return Tensor.zeros(w.shape());
    }

    @Override
    public boolean requires(Variable w) {
        return false;
    }

    @Override
    public boolean requiresInput() {
        return true;
    }
}
