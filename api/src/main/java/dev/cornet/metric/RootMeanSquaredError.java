package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** √ of the mean of (p − t)² over all samples. Reference: Keras' RootMeanSquaredError page. */
public final class RootMeanSquaredError extends LossMetric<RootMeanSquaredError> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.MeanSquaredError();
    }

    @Override
    public double result(MetricState state) {
        return Math.sqrt(super.result(state));
    }
}
