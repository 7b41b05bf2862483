package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/**
 * The mean of {@link dev.cornet.losses.MeanAbsolutePercentageError}. Reference: Keras' MeanAbsolutePercentageError page.
 */
public final class MeanAbsolutePercentageError extends LossMetric<MeanAbsolutePercentageError> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.MeanAbsolutePercentageError();
    }
}
