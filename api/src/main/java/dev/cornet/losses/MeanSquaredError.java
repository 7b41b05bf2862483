package dev.cornet.losses;

/** The mean squared error: l = (1/n)·Σ (p − t)². Reference: Keras' MeanSquaredError page. */
public final class MeanSquaredError extends ElementwiseLoss<MeanSquaredError> {
    @Override
    protected double value(double t, double p) {
        return (p - t) * (p - t);
    }

    @Override
    protected double derivative(double t, double p) {
        return 2 * (p - t);
    }
}
