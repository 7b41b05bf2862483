package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The Glorot uniform initializer, the default of most layers: uniform between ±√(6/(fanIn + fanOut)), which has variance 2/(fanIn +
 * fanOut).
 *
 * <p>References: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010; Keras'
 * GlorotUniform page.
 */
public final class GlorotUniform extends FanInitializer<GlorotUniform> {
    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, random, 1, FanMode.FAN_AVG, Distribution.UNIFORM);
    }
}
