package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.CategoricalHinge}. Reference: Keras' CategoricalHinge page. */
public final class CategoricalHinge extends LossMetric<CategoricalHinge> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.CategoricalHinge();
    }
}
