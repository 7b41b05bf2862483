package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The He uniform initializer, for layers with relu: uniform between ±√(6/fanIn), which has variance 2/fanIn.
 *
 * <p>References: He et al., "Delving deep into rectifiers", ICCV 2015; Keras' HeUniform page.
 */
public final class HeUniform extends FanInitializer<HeUniform> {
    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, random, 2, FanMode.FAN_IN, Distribution.UNIFORM);
    }
}
