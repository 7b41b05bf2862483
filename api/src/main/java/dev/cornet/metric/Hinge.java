package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.Hinge}. Reference: Keras' Hinge page. */
public final class Hinge extends LossMetric<Hinge> {
    @Override
    protected Loss loss() {
        return new dev.cornet.loss.Hinge();
    }
}
