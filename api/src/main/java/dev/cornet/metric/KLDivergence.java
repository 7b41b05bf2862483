package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.KLDivergence}. Reference: Keras' KLDivergence page. */
public final class KLDivergence extends LossMetric<KLDivergence> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.KLDivergence();
    }
}
