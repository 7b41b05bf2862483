package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.SquaredHinge}. Reference: Keras' SquaredHinge page. */
public final class SquaredHinge extends LossMetric<SquaredHinge> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.SquaredHinge();
    }
}
