package com.example.extensions;

import dev.cornet.activations.ElementwiseActivation;
import dev.cornet.config.Option;

/** The activation z/(1 + e^(−β·z)). */
public final class Swish extends ElementwiseActivation<Swish> {
    @Option
    private double beta = 1;

    public Swish beta(double beta) {
        this.beta = beta;
        return checked();
    }

    @Override
    protected double value(double z) {
        return z / (1 + Math.exp(-beta * z));
    }
}
