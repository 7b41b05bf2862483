package dev.cornet.constraints;

import dev.cornet.config.Configurable;
import dev.cornet.tensor.Tensor;

/** A projection that is applied to a weight after each update. Reference: Keras' constraints page. */
public abstract class Constraint implements Configurable {
    /** w ← the nearest allowed value, in place. */
    public abstract void project(Tensor w);
}
