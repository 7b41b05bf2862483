package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.MeanAbsoluteError}. Reference: Keras' MeanAbsoluteError page. */
public final class MeanAbsoluteError extends LossMetric<MeanAbsoluteError> {
    @Override
    protected Loss loss() {
        return new dev.cornet.loss.MeanAbsoluteError();
    }
}
