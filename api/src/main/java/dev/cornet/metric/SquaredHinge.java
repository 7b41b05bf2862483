package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.SquaredHinge}. Reference: Keras' SquaredHinge page. */
public final class SquaredHinge extends LossMetric<SquaredHinge> {
    @Override
    protected Loss loss() {
        return new dev.cornet.loss.SquaredHinge();
    }
}
