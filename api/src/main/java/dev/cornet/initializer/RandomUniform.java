package dev.cornet.initializer;

import static dev.cornet.config.Options.require;

import dev.cornet.config.Option;
import dev.cornet.random.Noise;
import dev.cornet.tensor.Tensor;

/** Uniform between minval and maxval. Reference: Keras' RandomUniform page. */
public final class RandomUniform extends RandomInitializer<RandomUniform> {
    @Option
    private double minval = -0.05;

    @Option
    private double maxval = 0.05;

    /** Between −0.05 and 0.05. */
    public RandomUniform() {}

    public RandomUniform(double minval, double maxval) {
        this.minval = minval;
        this.maxval = maxval;
        check();
    }

    @Override
    public void check() {
        require(this, minval <= maxval, "minval must not be above maxval, got %s and %s", minval, maxval);
    }

    @Override
    public void fill(Tensor w, Noise noise) {
        Draws.uniform(w, noise, minval, maxval);
    }
}
