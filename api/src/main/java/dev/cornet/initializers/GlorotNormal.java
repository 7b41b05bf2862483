package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The Glorot normal initializer: truncated normal with variance 2/(fanIn + fanOut).
 *
 * <p>References: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010; Keras'
 * GlorotNormal page.
 */
public final class GlorotNormal extends FanInitializer<GlorotNormal> {
    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, random, 1, FanMode.FAN_AVG, Distribution.TRUNCATED_NORMAL);
    }
}
