package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.KLDivergence}. Reference: Keras' KLDivergence page. */
public final class KLDivergence extends LossMetric<KLDivergence> {
    @Override
    protected Loss loss() {
        return new dev.cornet.loss.KLDivergence();
    }
}
