package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * Uniform between ±√(3/fanIn): variance 1/fanIn.
 *
 * <p>References: LeCun et al., "Efficient backprop", 1998; Keras' LecunUniform page.
 */
public final class LecunUniform extends FanInitializer<LecunUniform> {
    @Override
    public void fill(Tensor w, RandomStream noise) {
        fill(w, noise, 1, FanMode.FAN_IN, Distribution.UNIFORM);
    }
}
