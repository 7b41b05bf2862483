package dev.cornet.layer;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A value that a layer carries from one batch to the next, as a stateful recurrent layer its states: (batch, …). No weight: it is neither
 * saved nor counted.
 *
 * <p>Its value changes only between batches: by {@link Pass#later}, by {@link Layer#resetState}.
 */
public final class Carried implements Assignable {
    private volatile @Nullable Tensor value;

    /** What the batch before has left, to be read only; null before the first one. */
    public @Nullable Tensor value() {
        return value;
    }

    @Override
    public void assign(Tensor value) {
        this.value = value.copy();
    }

    /** Sets it to what it was at another time. */
    public void restore(@Nullable Tensor value) {
        this.value = value;
    }
}
