package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.BinaryCrossentropy}. Reference: Keras' BinaryCrossentropy page. */
public final class BinaryCrossentropy extends BaseCrossentropy<BinaryCrossentropy> {
    @Option
    private double labelSmoothing;

    /** The amount by which labels are moved towards ½; default 0. */
    public BinaryCrossentropy labelSmoothing(double labelSmoothing) {
        this.labelSmoothing = labelSmoothing;
        return checked();
    }

    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.BinaryCrossentropy()
                .fromLogits(fromLogits())
                .labelSmoothing(labelSmoothing);
    }
}
