package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * Truncated normal with variance 1/fanIn. Goes with selu.
 *
 * <p>References: LeCun et al., "Efficient backprop", 1998; Keras' LecunNormal page.
 */
public final class LecunNormal extends FanInitializer<LecunNormal> {
    @Override
    public void fill(Tensor w, RandomStream noise) {
        fill(w, noise, 1, FanMode.FAN_IN, Distribution.TRUNCATED_NORMAL);
    }
}
