package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.MeanAbsolutePercentageError}. Reference: Keras' MeanAbsolutePercentageError page. */
public final class MeanAbsolutePercentageError extends LossMetric<MeanAbsolutePercentageError> {
    @Override
    protected Loss loss() {
        return new dev.cornet.loss.MeanAbsolutePercentageError();
    }
}
