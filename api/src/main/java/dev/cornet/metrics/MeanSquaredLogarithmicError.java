package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/**
 * The mean of {@link dev.cornet.losses.MeanSquaredLogarithmicError}. Reference: Keras' MeanSquaredLogarithmicError page.
 */
public final class MeanSquaredLogarithmicError extends LossMetric<MeanSquaredLogarithmicError> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.MeanSquaredLogarithmicError();
    }
}
