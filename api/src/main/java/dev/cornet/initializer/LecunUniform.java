package dev.cornet.initializer;

import dev.cornet.random.Noise;
import dev.cornet.tensor.Tensor;

/**
 * Uniform between ±√(3/fanIn): variance 1/fanIn.
 *
 * <p>References: LeCun et al., "Efficient backprop", 1998; Keras' LecunUniform page.
 */
public final class LecunUniform extends FanInitializer<LecunUniform> {
    @Override
    public void fill(Tensor w, Noise noise) {
        fill(w, noise, 1, FanMode.FAN_IN, Distribution.UNIFORM);
    }
}
