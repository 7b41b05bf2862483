package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.losses.LogSoftmaxLoss;

/** The focal loss of one-hot targets on logits: l = −Σ t·(1 − p)^γ·log p, where p is their softmax. */
public final class FocalLossOnLogits extends LogSoftmaxLoss<FocalLossOnLogits> {
    @Option
    private double gamma = 2;

    public FocalLossOnLogits gamma(double gamma) {
        this.gamma = gamma;
        return checked();
    }

    @Override
    protected double value(double t, double logP) {
        return -t * Math.pow(1 - Math.exp(logP), gamma) * logP;
    }

    @Override
    protected double derivative(double t, double logP) {
        double p = Math.exp(logP);
        return t * Math.pow(1 - p, gamma - 1) * (gamma * p * logP - 1 + p);
    }
}
