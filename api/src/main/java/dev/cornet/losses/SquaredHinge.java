package dev.cornet.losses;

/**
 * The squared hinge loss: l = (1/n)·Σ max(1 − t·p, 0)² for labels t of −1 and 1; labels of 0 and 1 are taken as −1 and 1.
 *
 * <p>Reference: Keras' SquaredHinge page.
 */
public final class SquaredHinge extends BaseHinge<SquaredHinge> {
    @Override
    protected double value(double t, double p) {
        double margin = Math.max(1 - sign(t) * p, 0);
        return margin * margin;
    }

    @Override
    protected double derivative(double t, double p) {
        double s = sign(t);
        return -2 * s * Math.max(1 - s * p, 0);
    }
}
