package dev.cornet.initializers;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Ops;
import dev.cornet.tensor.Tensor;

/** w = 1. Reference: Keras' Ones page. */
public final class Ones extends Initializer {
    @Override
    public void fill(Tensor w, RandomStream noise) {
        Ops.fill(w, 1f);
    }
}
