package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.MeanSquaredError}. Reference: Keras' MeanSquaredError page. */
public final class MeanSquaredError extends LossMetric<MeanSquaredError> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.MeanSquaredError();
    }
}
