package dev.cornet.metric;

import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.Poisson}. Reference: Keras' Poisson page. */
public final class Poisson extends LossMetric<Poisson> {
    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.Poisson();
    }
}
