package dev.cornet.initializer;

import dev.cornet.random.Noise;
import dev.cornet.tensor.Tensor;

/**
 * Truncated normal with variance 2/(fanIn + fanOut).
 *
 * <p>References: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks", AISTATS 2010; Keras' GlorotNormal page.
 */
public final class GlorotNormal extends FanInitializer<GlorotNormal> {
    @Override
    public void fill(Tensor w, Noise noise) {
        fill(w, noise, 1, FanMode.FAN_AVG, Distribution.TRUNCATED_NORMAL);
    }
}
