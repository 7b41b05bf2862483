package dev.cornet.metrics;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/**
 * The F1 score of each class: F₁ = 2·P·R / (P + R), the harmonic mean of precision P = TP / (TP + FP) and recall R = TP / (TP + FN).
 *
 * <p>Targets are one-hot, or several labels of 0 and 1. Reference: Keras' F1Score page.
 */
public final class F1Score extends FScore<F1Score> {
    @Option
    private @Nullable Double threshold;

    /** The threshold above which a prediction is positive; default none: the largest prediction of each row is the positive one. */
    public F1Score threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    @Override
    protected @Nullable Double fixedThreshold() {
        return threshold;
    }

    @Override
    protected double betaValue() {
        return 1;
    }
}
