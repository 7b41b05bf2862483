package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.LogCosh}. Reference: Keras' LogCoshError page. */
public final class LogCoshError extends LossMetric<LogCoshError> {
    @Override
    protected String defaultName() {
        return "logcosh";
    }

    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.LogCosh();
    }
}
