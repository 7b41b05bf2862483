package dev.cornet.metrics;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/**
 * F = (1 + β²)·P·R / (β²·P + R) with precision P = TP / (TP + FP) and recall R = TP / (TP + FN), per class.
 *
 * <p>Targets are one-hot or several labels of 0 and 1. Reference: Keras' FBetaScore page.
 */
public final class FBetaScore extends FScore<FBetaScore> {
    @Option
    private double beta = 1;

    @Option
    private @Nullable Double threshold;

    /** β, how much more recall counts than precision; default 1. */
    public FBetaScore beta(double beta) {
        this.beta = beta;
        return checked();
    }

    /** Above it, p says 1; default none: the largest of a row says 1. */
    public FBetaScore threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    @Override
    @Nullable
    Double limit() {
        return threshold;
    }

    @Override
    double weightOfRecall() {
        return beta;
    }

    @Override
    protected String defaultName() {
        return "fbeta_score";
    }
}
