package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.losses.ElementwiseLoss;
import dev.cornet.losses.LogitMath;

/**
 * The asymmetric loss of targets 0 and 1 on logits, −t·(1 − p)^γ₊·log p − (1 − t)·p^γ₋·log(1 − p), p = sigmoid(z). Reference: Ridnik and
 * others, "Asymmetric loss for multi-label classification", ICCV 2021.
 */
public final class AsymmetricLoss extends ElementwiseLoss<AsymmetricLoss> {
    @Option
    private double positive = 1;

    @Option
    private double negative = 4;

    public AsymmetricLoss gammas(double positive, double negative) {
        this.positive = positive;
        this.negative = negative;
        return checked();
    }

    @Override
    protected double value(double t, double z) {
        double ofOne = Math.pow(LogitMath.sigmoid(-z), positive) * LogitMath.logSigmoid(z);
        return -t * ofOne - (1 - t) * Math.pow(LogitMath.sigmoid(z), negative) * LogitMath.logSigmoid(-z);
    }

    @Override
    protected double derivative(double t, double z) {
        return t * slope(z, positive) - (1 - t) * slope(-z, negative);
    }

    private static double slope(double z, double gamma) {
        double p = LogitMath.sigmoid(z);
        return Math.pow(1 - p, gamma) * (gamma * p * LogitMath.logSigmoid(z) - 1 + p);
    }
}
