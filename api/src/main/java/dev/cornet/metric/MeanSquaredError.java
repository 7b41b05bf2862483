package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.MeanSquaredError}. Reference: Keras' MeanSquaredError page. */
public final class MeanSquaredError extends LossMetric<MeanSquaredError> {
    @Override
    protected Loss loss() {
        return new dev.cornet.loss.MeanSquaredError();
    }
}
