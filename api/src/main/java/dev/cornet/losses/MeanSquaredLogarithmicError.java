package dev.cornet.losses;

/**
 * The mean squared logarithmic error: l = (1/n)·Σ (log(p' + 1) − log(t' + 1))² with x' = max(x, ε), ε = 10⁻⁷.
 *
 * <p>Negative values count as 0. Reference: Keras' MeanSquaredLogarithmicError page.
 */
public final class MeanSquaredLogarithmicError extends ElementwiseLoss<MeanSquaredLogarithmicError> {
    private static final float EPSILON = 1e-7f;

    @Override
    protected double value(double t, double p) {
        double difference = Math.log1p(Math.max(p, EPSILON)) - Math.log1p(Math.max(t, EPSILON));
        return difference * difference;
    }

    @Override
    protected double derivative(double t, double p) {
        if (p < EPSILON) {
            return 0;
        }
        return 2 * (Math.log1p(p) - Math.log1p(Math.max(t, EPSILON))) / (p + 1);
    }
}
