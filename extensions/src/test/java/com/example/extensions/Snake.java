package com.example.extensions;

import dev.cornet.activations.ElementwiseActivation;

/** The activation z + sin² z. */
public final class Snake extends ElementwiseActivation<Snake> {
    @Override
    protected double value(double z) {
        return z + Math.sin(z) * Math.sin(z);
    }

    @Override
    protected double derivative(double z) {
        return 1 + Math.sin(2 * z);
    }
}
