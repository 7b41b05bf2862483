package dev.cornet.metrics;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/**
 * The F-beta score of each class: F = (1 + β²)·P·R / (β²·P + R) with precision P = TP / (TP + FP) and recall R = TP / (TP + FN).
 *
 * <p>Targets are one-hot, or several labels of 0 and 1. Reference: Keras' FBetaScore page.
 */
public final class FBetaScore extends FScore<FBetaScore> {
    @Option
    private double beta = 1;

    @Option
    private @Nullable Double threshold;

    /** β, the weight of recall relative to precision; default 1. */
    public FBetaScore beta(double beta) {
        this.beta = beta;
        return checked();
    }

    /** The threshold above which a prediction is positive; default none: the largest prediction of each row is the positive one. */
    public FBetaScore threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    @Override
    protected @Nullable Double fixedThreshold() {
        return threshold;
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
