package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The LeCun uniform initializer: uniform between ±√(3/fanIn), which has variance 1/fanIn.
 *
 * <p>References: LeCun et al., "Efficient backprop", 1998; Keras' LecunUniform page.
 */
public final class LecunUniform extends FanInitializer<LecunUniform> {
    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, random, 1, FanMode.FAN_IN, Distribution.UNIFORM);
    }
}
