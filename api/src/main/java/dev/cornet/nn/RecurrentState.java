package dev.cornet.nn;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A value (batch, …) that a layer keeps from one batch to the next: the state of a stateful recurrent layer. It is not a weight: it is not
 * counted as a parameter, and is saved only for {@code Fit.resume}.
 *
 * <p>Its value changes only between batches, by {@link Pass#assignAfterStep} or {@link Layer#resetState}. One thread at a time uses it: see
 * {@link RecurrentStates}.
 */
public final class RecurrentState implements Assignable {
    private volatile @Nullable Tensor value;
    private @Nullable Thread holder;
    private String holderCall = "";
    private int holdCount;

    /** Returns the value after the previous batch, which must not be modified; null before the first batch. */
    public @Nullable Tensor value() {
        return value;
    }

    @Override
    public void assign(Tensor value) {
        this.value = value.copy();
    }

    /** Sets the value without copying it; null resets it. */
    public void restore(@Nullable Tensor value) {
        this.value = value;
    }

    /** Acquires the state for a call in this thread; returns null, or, if another thread holds it, a description of that call. */
    synchronized @Nullable String acquire(String verb) {
        Thread current = Thread.currentThread();
        Thread other = holder;
        if (other != null && other != current) {
            return holderCall + " in the thread \"" + other.getName() + "\"";
        }
        if (holdCount++ == 0) {
            holder = current;
            holderCall = verb;
        }
        return null;
    }

    synchronized void release() {
        if (--holdCount == 0) {
            holder = null;
        }
    }
}
