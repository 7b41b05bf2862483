package dev.cornet.nn;

import dev.cornet.tensor.Tensor;

/** For a way back that is after dx alone: no weight learns. */
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
