package dev.cornet.initializers;

import dev.cornet.backend.Ops;
import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** The initializer with one constant for all values. Reference: Keras' Constant page. */
public final class Constant extends Initializer {
    @Option
    private double value;

    /** With value 0. */
    public Constant() {}

    public Constant(double value) {
        this.value = value;
        check();
    }

    @Override
    public void check() {
        require(Double.isFinite(value), "value must be a finite number, got %s", value);
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        Ops.fill(w, (float) value);
    }
}
