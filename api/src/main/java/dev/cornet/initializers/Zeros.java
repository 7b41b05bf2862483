package dev.cornet.initializers;

import dev.cornet.backend.Ops;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** The initializer with value 0. Reference: Keras' Zeros page. */
public final class Zeros extends Initializer {
    @Override
    public void fill(Tensor w, RandomStream random) {
        Ops.fill(w, 0f);
    }
}
