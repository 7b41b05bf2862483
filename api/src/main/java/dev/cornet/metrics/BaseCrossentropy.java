package dev.cornet.metrics;

import dev.cornet.config.Option;

/**
 * The mean of a cross-entropy, of probabilities or of logits.
 *
 * @param <M> the metric class itself
 */
abstract class BaseCrossentropy<M extends BaseCrossentropy<M>> extends LossMetric<M> {
    @Option
    private boolean fromLogits;

    /** True if predictions are logits; default false: they are probabilities. */
    public M fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    final boolean fromLogits() {
        return fromLogits;
    }
}
