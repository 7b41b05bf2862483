package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.FluentLoss;

/** The mean of {@link dev.cornet.losses.BinaryCrossentropy}. Reference: Keras' BinaryCrossentropy page. */
public final class BinaryCrossentropy extends LossMetric<BinaryCrossentropy> {
    @Option
    private boolean fromLogits;

    @Option
    private double labelSmoothing;

    /** True if predictions are logits; default false: they are probabilities. */
    public BinaryCrossentropy fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    /** The amount by which labels are moved towards ½; default 0. */
    public BinaryCrossentropy labelSmoothing(double labelSmoothing) {
        this.labelSmoothing = labelSmoothing;
        return checked();
    }

    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.BinaryCrossentropy().fromLogits(fromLogits).labelSmoothing(labelSmoothing);
    }
}
