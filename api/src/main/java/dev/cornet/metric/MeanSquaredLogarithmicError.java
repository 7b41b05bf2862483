package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/**
 * The mean of {@link dev.cornet.loss.MeanSquaredLogarithmicError}. Reference: Keras' MeanSquaredLogarithmicError page.
 */
public final class MeanSquaredLogarithmicError extends LossMetric<MeanSquaredLogarithmicError> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.MeanSquaredLogarithmicError();
    }
}
