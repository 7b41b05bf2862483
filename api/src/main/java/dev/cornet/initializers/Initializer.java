package dev.cornet.initializers;

import dev.cornet.config.Configurable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** An initializer: gives a new weight its initial values. Reference: Keras' initializers page. */
public abstract class Initializer implements Configurable {
    /** Fills {@code w} with values that depend on its shape and on {@code random} alone. */
    public abstract void fill(Tensor w, RandomStream random);

    /** The random stream to use: {@code random}, or one with the initializer's own seed. */
    public RandomStream stream(RandomStream random) {
        return random;
    }
}
