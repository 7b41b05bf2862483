package dev.cornet.initializers;

import dev.cornet.backend.Ops;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** The initializer with value 1. Reference: Keras' Ones page. */
public final class Ones extends Initializer {
    @Override
    public void fill(Tensor w, RandomStream random) {
        Ops.fill(w, 1f);
    }
}
