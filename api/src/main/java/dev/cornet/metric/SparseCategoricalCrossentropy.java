package dev.cornet.metric;

import dev.cornet.config.Option;
import dev.cornet.loss.FluentLoss;

/** The mean of {@link dev.cornet.loss.SparseCategoricalCrossentropy}. Reference: Keras' SparseCategoricalCrossentropy page. */
public final class SparseCategoricalCrossentropy extends LossMetric<SparseCategoricalCrossentropy> {
    @Option
    private boolean fromLogits;

    @Option
    private int axis = -1;

    /** Whether predictions are logits; default false: probabilities. */
    public SparseCategoricalCrossentropy fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(axis == -1, "axis must be -1, as classes lie on the last axis, got %s", axis);
    }

    @Override
    protected FluentLoss<?> loss() {
        return new dev.cornet.loss.SparseCategoricalCrossentropy().fromLogits(fromLogits);
    }
}
