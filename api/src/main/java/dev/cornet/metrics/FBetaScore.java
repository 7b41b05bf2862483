package dev.cornet.metrics;

import dev.cornet.config.Option;

/**
 * The F-beta score of each class: F = (1 + β²)·P·R / (β²·P + R) with precision P = TP / (TP + FP) and recall R = TP / (TP + FN).
 *
 * <p>Targets are one-hot, or several labels of 0 and 1. Reference: Keras' FBetaScore page.
 */
public final class FBetaScore extends FScore<FBetaScore> {
    @Option(after = "average")
    private double beta = 1;

    /** β, the weight of recall relative to precision; default 1. */
    public FBetaScore beta(double beta) {
        this.beta = beta;
        return checked();
    }

    @Override
    protected double betaValue() {
        return beta;
    }

    @Override
    protected String defaultName() {
        return "fbeta_score";
    }
}
