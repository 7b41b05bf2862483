package dev.cornet.losses;

/**
 * The hinge loss: l = (1/n)·Σ max(1 − t·p, 0) for labels t of −1 and 1; labels of 0 and 1 are taken as −1 and 1.
 *
 * <p>Reference: Keras' Hinge page.
 */
public final class Hinge extends BaseHinge<Hinge> {
    @Override
    protected double value(double t, double p) {
        return Math.max(1 - sign(t) * p, 0);
    }

    @Override
    protected double derivative(double t, double p) {
        double s = sign(t);
        return s * p <= 1 ? -s : 0;
    }
}
