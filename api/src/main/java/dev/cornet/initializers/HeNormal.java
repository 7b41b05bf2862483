package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The He normal initializer, for layers with relu: truncated normal with variance 2/fanIn.
 *
 * <p>References: He et al., "Delving deep into rectifiers", ICCV 2015; Keras' HeNormal page.
 */
public final class HeNormal extends FanInitializer<HeNormal> {
    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, random, 2, FanMode.FAN_IN, Distribution.TRUNCATED_NORMAL);
    }
}
