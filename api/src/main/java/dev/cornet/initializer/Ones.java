package dev.cornet.initializer;

import dev.cornet.random.Noise;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;

/** w = 1. Reference: Keras' Ones page. */
public final class Ones extends Initializer {
    @Override
    public void fill(Tensor w, Noise noise) {
        Ops.fill(w, 1f);
    }
}
