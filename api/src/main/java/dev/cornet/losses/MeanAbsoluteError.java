package dev.cornet.losses;

/** The mean absolute error: l = (1/n)·Σ |p − t|. Reference: Keras' MeanAbsoluteError page. */
public final class MeanAbsoluteError extends ElementwiseLoss<MeanAbsoluteError> {
    @Override
    protected double value(double t, double p) {
        return Math.abs(p - t);
    }

    @Override
    protected double derivative(double t, double p) {
        return Math.signum(p - t);
    }
}
