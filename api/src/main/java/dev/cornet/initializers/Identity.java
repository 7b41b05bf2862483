package dev.cornet.initializers;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** The identity matrix times gain: wᵢⱼ = gain for i = j, 0 otherwise, for weights with two axes. Reference: Keras' Identity page. */
public final class Identity extends FluentInitializer<Identity> {
    @Option
    private double gain = 1;

    /** The values on the diagonal; default 1. */
    public Identity gain(double gain) {
        this.gain = gain;
        return checked();
    }

    @Override
    public void check() {
        require(Double.isFinite(gain), "gain must be a finite number, got %s", gain);
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        if (w.shape().rank() != 2) {
            throw new ShapeException("Identity: expected a weight of two axes, got " + w.shape());
        }
        Ops.fill(w, 0f);
        for (int i = 0; i < Math.min(w.shape().dim(0), w.shape().dim(1)); i++) {
            w.set((float) gain, i, i);
        }
    }
}
