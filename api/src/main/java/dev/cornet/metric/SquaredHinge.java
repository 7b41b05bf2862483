package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.SquaredHinge}. Reference: Keras' SquaredHinge page. */
public final class SquaredHinge extends LossMetric<SquaredHinge> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.SquaredHinge();
    }
}
