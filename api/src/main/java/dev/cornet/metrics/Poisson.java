package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.Poisson}. Reference: Keras' Poisson page. */
public final class Poisson extends LossMetric<Poisson> {
    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.Poisson();
    }
}
