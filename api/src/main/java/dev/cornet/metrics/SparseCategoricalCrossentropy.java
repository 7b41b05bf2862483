package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.FluentLoss;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean of {@link dev.cornet.losses.SparseCategoricalCrossentropy}. Reference: Keras' SparseCategoricalCrossentropy
 * page.
 */
public final class SparseCategoricalCrossentropy extends BaseCategoricalCrossentropy<SparseCategoricalCrossentropy> {
    @Option
    private @Nullable Integer ignoreClass;

    /** A class number for "unknown": rows with it are ignored; default none. */
    public SparseCategoricalCrossentropy ignoreClass(int ignoreClass) {
        this.ignoreClass = ignoreClass;
        return checked();
    }

    @Override
    protected FluentLoss<?> newLoss() {
        var loss = new dev.cornet.losses.SparseCategoricalCrossentropy().fromLogits(fromLogits());
        return ignoreClass == null ? loss : loss.ignoreClass(ignoreClass);
    }

    @Override
    protected boolean counts(Tensor target, int r) {
        return ignoreClass == null || target.data()[target.offset() + r] != ignoreClass;
    }
}
