package dev.cornet.metrics;

/**
 * The F1 score of each class: F₁ = 2·P·R / (P + R), the harmonic mean of precision P = TP / (TP + FP) and recall R = TP / (TP + FN).
 *
 * <p>Targets are one-hot, or several labels of 0 and 1. Reference: Keras' F1Score page.
 */
public final class F1Score extends FScore<F1Score> {
    @Override
    protected double betaValue() {
        return 1;
    }
}
