package dev.cornet.metric;

import dev.cornet.loss.Loss;

/** The mean of {@link dev.cornet.loss.Poisson}. Reference: Keras' Poisson page. */
public final class Poisson extends LossMetric<Poisson> {
    @Override
    protected Loss loss() {
        return new dev.cornet.loss.Poisson();
    }
}
