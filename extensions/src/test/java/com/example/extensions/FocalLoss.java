package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.losses.ElementwiseLoss;

/** The focal loss of one-hot targets: l = −α·Σ t·(1 − p)^γ·log p. */
public final class FocalLoss extends ElementwiseLoss<FocalLoss> {
    @Option
    private double alpha = 0.25;

    @Option
    private double gamma = 2;

    private FocalLoss() {}

    public FocalLoss(double alpha, double gamma) {
        this.alpha = alpha;
        this.gamma = gamma;
    }

    @Override
    protected double value(double t, double p) {
        return -alpha * t * Math.pow(1 - p, gamma) * Math.log(p);
    }

    @Override
    protected double derivative(double t, double p) {
        return alpha * t * (gamma * Math.pow(1 - p, gamma - 1) * Math.log(p) - Math.pow(1 - p, gamma) / p);
    }

    @Override
    protected double divisor(int n) {
        return 1;
    }
}
