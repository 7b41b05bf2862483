package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.KLDivergence}. Reference: Keras' KLDivergence page. */
public final class KLDivergence extends LossMetric<KLDivergence> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.KLDivergence();
    }
}
