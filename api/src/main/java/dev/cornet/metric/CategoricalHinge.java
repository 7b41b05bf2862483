package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.CategoricalHinge}. Reference: Keras' CategoricalHinge page. */
public final class CategoricalHinge extends LossMetric<CategoricalHinge> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.CategoricalHinge();
    }
}
