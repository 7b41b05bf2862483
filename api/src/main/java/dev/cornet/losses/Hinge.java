package dev.cornet.losses;

import dev.cornet.tensor.Tensor;

/**
 * The hinge loss: l = (1/n)·Σ max(1 − t·p, 0) for labels t of −1 and 1; labels of 0 and 1 are taken as −1 and 1.
 *
 * <p>Reference: Keras' Hinge page.
 */
public final class Hinge extends ElementwiseLoss<Hinge> {
    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        HingeLabels.check(this, target, prediction);
    }

    @Override
    protected double value(double t, double p) {
        return Math.max(1 - HingeLabels.sign(t) * p, 0);
    }

    @Override
    protected double derivative(double t, double p) {
        double s = HingeLabels.sign(t);
        return s * p <= 1 ? -s : 0;
    }
}
