package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * l = (1/n)·Σ max(1 − t·p, 0) for labels t of −1 and 1; labels of 0 and 1 are taken as −1 and 1.
 *
 * <p>Reference: Keras' Hinge page.
 */
public final class Hinge extends ElementwiseLoss<Hinge> {
    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        SignLabels.check(this, target, prediction);
    }

    @Override
    protected double value(double t, double p) {
        return Math.max(1 - SignLabels.sign(t) * p, 0);
    }

    @Override
    protected double slope(double t, double p) {
        double s = SignLabels.sign(t);
        return s * p <= 1 ? -s : 0;
    }
}
