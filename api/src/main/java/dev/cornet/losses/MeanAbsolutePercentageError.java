package dev.cornet.losses;

/**
 * The mean absolute percentage error: l = (100/n)·Σ |p − t| / max(|t|, ε), ε = 10⁻⁷.
 *
 * <p>Reference: Keras' MeanAbsolutePercentageError page.
 */
public final class MeanAbsolutePercentageError extends ElementwiseLoss<MeanAbsolutePercentageError> {
    private static final float EPSILON = 1e-7f;

    @Override
    protected double value(double t, double p) {
        return 100 * Math.abs(p - t) / Math.max(Math.abs(t), EPSILON);
    }

    @Override
    protected double derivative(double t, double p) {
        return 100 * Math.signum(p - t) / Math.max(Math.abs(t), EPSILON);
    }
}
