package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * Uniform between ±√(6/(fanIn + fanOut)): variance 2/(fanIn + fanOut). What layers begin with by default.
 *
 * <p>References: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010; Keras' GlorotUniform page.
 */
public final class GlorotUniform extends FanInitializer<GlorotUniform> {
    @Override
    public void fill(Tensor w, RandomStream noise) {
        fill(w, noise, 1, FanMode.FAN_AVG, Distribution.UNIFORM);
    }
}
