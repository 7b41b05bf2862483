package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.LogCosh}. Reference: Keras' LogCoshError page. */
public final class LogCoshError extends LossMetric<LogCoshError> {
    @Override
    String defaultName() {
        return "logcosh";
    }

    @Override
    protected Loss loss() {
        return new dev.cornet.loss.LogCosh();
    }
}
