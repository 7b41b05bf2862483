package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.Hinge}. Reference: Keras' Hinge page. */
public final class Hinge extends LossMetric<Hinge> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.Hinge();
    }
}
