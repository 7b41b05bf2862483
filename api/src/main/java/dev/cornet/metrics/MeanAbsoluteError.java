package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.MeanAbsoluteError}. Reference: Keras' MeanAbsoluteError page. */
public final class MeanAbsoluteError extends LossMetric<MeanAbsoluteError> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.MeanAbsoluteError();
    }
}
