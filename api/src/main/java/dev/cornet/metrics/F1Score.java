package dev.cornet.metrics;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/**
 * F₁ = 2·P·R / (P + R): the harmonic mean of precision P = TP / (TP + FP) and recall R = TP / (TP + FN), per class.
 *
 * <p>Targets are one-hot or several labels of 0 and 1. Reference: Keras' F1Score page.
 */
public final class F1Score extends FScore<F1Score> {
    @Option
    private @Nullable Double threshold;

    /** Above it, p says 1; default none: the largest of a row says 1. */
    public F1Score threshold(double threshold) {
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
        return 1;
    }
}
