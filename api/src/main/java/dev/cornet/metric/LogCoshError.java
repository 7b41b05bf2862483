package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.LogCosh}. Reference: Keras' LogCoshError page. */
public final class LogCoshError extends LossMetric<LogCoshError> {
    @Override
    protected String defaultName() {
        return "logcosh";
    }

    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.LogCosh();
    }
}
