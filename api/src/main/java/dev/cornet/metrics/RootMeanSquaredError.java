package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The root mean squared error: √ of the mean of (p − t)² over all samples. Reference: Keras' RootMeanSquaredError page. */
public final class RootMeanSquaredError extends LossMetric<RootMeanSquaredError> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.MeanSquaredError();
    }

    @Override
    public double result(MetricState state) {
        return Math.sqrt(super.result(state));
    }
}
