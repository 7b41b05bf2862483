package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The LeCun normal initializer, for layers with selu: truncated normal with variance 1/fanIn.
 *
 * <p>References: LeCun et al., "Efficient backprop", 1998; Keras' LecunNormal page.
 */
public final class LecunNormal extends FanInitializer<LecunNormal> {
    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, random, 1, FanMode.FAN_IN, Distribution.TRUNCATED_NORMAL);
    }
}
