package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.Hinge}. Reference: Keras' Hinge page. */
public final class Hinge extends LossMetric<Hinge> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.Hinge();
    }
}
