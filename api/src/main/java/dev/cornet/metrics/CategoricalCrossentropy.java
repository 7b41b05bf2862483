package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.CategoricalCrossentropy}. Reference: Keras' CategoricalCrossentropy page. */
public final class CategoricalCrossentropy extends BaseCrossentropy<CategoricalCrossentropy> {
    @Option
    private double labelSmoothing;

    @Option
    private int axis = -1;

    /** The amount by which labels are moved towards a uniform distribution; default 0. */
    public CategoricalCrossentropy labelSmoothing(double labelSmoothing) {
        this.labelSmoothing = labelSmoothing;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(axis == -1, "axis must be -1, as classes lie on the last axis, got %s", axis);
    }

    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.CategoricalCrossentropy()
                .fromLogits(fromLogits())
                .labelSmoothing(labelSmoothing);
    }
}
