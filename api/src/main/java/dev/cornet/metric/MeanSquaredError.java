package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.MeanSquaredError}. Reference: Keras' MeanSquaredError page. */
public final class MeanSquaredError extends LossMetric<MeanSquaredError> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.MeanSquaredError();
    }
}
