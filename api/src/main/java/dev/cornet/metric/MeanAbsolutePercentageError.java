package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/**
 * The mean of {@link dev.cornet.loss.MeanAbsolutePercentageError}. Reference: Keras' MeanAbsolutePercentageError page.
 */
public final class MeanAbsolutePercentageError extends LossMetric<MeanAbsolutePercentageError> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.MeanAbsolutePercentageError();
    }
}
