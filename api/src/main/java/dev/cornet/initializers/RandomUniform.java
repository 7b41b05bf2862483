package dev.cornet.initializers;

import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** The initializer with values uniformly distributed between minval and maxval. Reference: Keras' RandomUniform page. */
public final class RandomUniform extends RandomInitializer<RandomUniform> {
    @Option
    private double minval = -0.05;

    @Option
    private double maxval = 0.05;

    /** Values between −0.05 and 0.05. */
    public RandomUniform() {}

    public RandomUniform(double minval, double maxval) {
        this.minval = minval;
        this.maxval = maxval;
        check();
    }

    @Override
    public void check() {
        require(minval <= maxval, "minval must not be above maxval, got %s and %s", minval, maxval);
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        RandomFill.uniform(w, random, minval, maxval);
    }
}
