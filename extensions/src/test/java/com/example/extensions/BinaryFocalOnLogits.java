package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.losses.ElementwiseLoss;
import dev.cornet.losses.LogitMath;

/** The focal loss of targets 0 and 1 on logits, the mean of −(1 − p)^γ·log p, where p = sigmoid(z) for t = 1 and sigmoid(−z) for t = 0. */
public final class BinaryFocalOnLogits extends ElementwiseLoss<BinaryFocalOnLogits> {
    @Option
    private double gamma = 2;

    public BinaryFocalOnLogits gamma(double gamma) {
        this.gamma = gamma;
        return checked();
    }

    @Override
    protected double value(double t, double z) {
        double sign = 2 * t - 1;
        return -Math.pow(LogitMath.sigmoid(-sign * z), gamma) * LogitMath.logSigmoid(sign * z);
    }

    @Override
    protected double derivative(double t, double z) {
        double sign = 2 * t - 1;
        double p = LogitMath.sigmoid(sign * z);
        return sign * Math.pow(1 - p, gamma) * (gamma * p * LogitMath.logSigmoid(sign * z) - 1 + p);
    }
}
