package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * Uniform between ±√(6/fanIn): variance 2/fanIn. Goes with relu.
 *
 * <p>References: He et al., "Delving deep into rectifiers", ICCV 2015; Keras' HeUniform page.
 */
public final class HeUniform extends FanInitializer<HeUniform> {
    @Override
    public void fill(Tensor w, RandomStream noise) {
        fill(w, noise, 2, FanMode.FAN_IN, Distribution.UNIFORM);
    }
}
