package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.CategoricalCrossentropy}. Reference: Keras' CategoricalCrossentropy page. */
public final class CategoricalCrossentropy extends BaseCategoricalCrossentropy<CategoricalCrossentropy> {
    @Option
    private double labelSmoothing;

    /** The amount by which labels are moved towards a uniform distribution; default 0. */
    public CategoricalCrossentropy labelSmoothing(double labelSmoothing) {
        this.labelSmoothing = labelSmoothing;
        return checked();
    }

    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.CategoricalCrossentropy()
                .fromLogits(fromLogits())
                .labelSmoothing(labelSmoothing);
    }
}
