package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.MeanAbsoluteError}. Reference: Keras' MeanAbsoluteError page. */
public final class MeanAbsoluteError extends LossMetric<MeanAbsoluteError> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.MeanAbsoluteError();
    }
}
