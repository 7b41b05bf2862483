package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;

/**
 * The mean of a cross-entropy of classes, which lie on the last axis.
 *
 * @param <M> the metric class itself
 */
@SubclassOptionsFirst
abstract class BaseCategoricalCrossentropy<M extends BaseCategoricalCrossentropy<M>> extends BaseCrossentropy<M> {
    @Option
    private int axis = -1;

    @Override
    public final void check() {
        super.check();
        require(axis == -1, "axis must be -1, as classes lie on the last axis, got %s", axis);
    }
}
