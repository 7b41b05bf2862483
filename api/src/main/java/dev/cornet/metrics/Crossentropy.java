package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;
import dev.cornet.tensor.Shape;

/**
 * The metric "crossentropy" of {@code compile}: depending on the shapes, {@link BinaryCrossentropy}, {@link CategoricalCrossentropy} or
 * {@link SparseCategoricalCrossentropy}.
 *
 * <p>Outside {@code compile}, as in a {@link RunningMetric}, it is the categorical cross-entropy. Reference: Keras' probabilistic metrics
 * page.
 */
public final class Crossentropy extends LossMetric<Crossentropy> {
    @Override
    public Metric resolve(Shape target, Shape prediction) {
        if (prediction.last() == 1) {
            return new BinaryCrossentropy().named(name());
        }
        return target.rank() < prediction.rank() || target.last() == 1
                ? new SparseCategoricalCrossentropy().named(name())
                : new CategoricalCrossentropy().named(name());
    }

    @Override
    protected FluentLoss<?> newLoss() {
        return new dev.cornet.losses.CategoricalCrossentropy();
    }
}
