package dev.cornet.initializer;

import dev.cornet.random.Noise;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;

/** w = 0. Reference: Keras' Zeros page. */
public final class Zeros extends Initializer {
    @Override
    public void fill(Tensor w, Noise noise) {
        Ops.fill(w, 0f);
    }
}
