package com.example.digits.layers;

import dev.cornet.config.Option;
import dev.cornet.losses.ElementwiseLoss;

/** A custom loss: the mean of |p - t|^exponent. */
public final class PowerError extends ElementwiseLoss<PowerError> {
    @Option
    private double exponent = 2;

    /** Default 2. */
    public PowerError exponent(double exponent) {
        this.exponent = exponent;
        return this;
    }

    @Override
    protected double value(double t, double p) {
        return Math.pow(Math.abs(p - t), exponent);
    }

    @Override
    protected double derivative(double t, double p) {
        return exponent * Math.pow(Math.abs(p - t), exponent - 1) * Math.signum(p - t);
    }
}
