package dev.cornet.initializers;

import dev.cornet.config.Configurable;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** Gives a new weight its start values. Reference: Keras' initializers page. */
public abstract class Initializer implements Configurable {
    /** Fills {@code w}, whose shape decides the fans, with values that depend on {@code noise} alone. */
    public abstract void fill(Tensor w, RandomStream noise);

    /** The stream to draw from: {@code given}, unless the initializer has a seed of its own. */
    public RandomStream stream(RandomStream given) {
        return given;
    }
}
