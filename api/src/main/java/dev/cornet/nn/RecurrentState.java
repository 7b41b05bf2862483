package dev.cornet.nn;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A value that a layer carries from one batch to the next, as a stateful recurrent layer its states: (batch, …). No weight: it is not
 * counted, and saved for {@code Fit.resume} alone.
 *
 * <p>Its value changes only between batches: by {@link Pass#assignAfterStep}, by {@link Layer#resetState}. The calls of one thread at a time use it, see
 * {@link RecurrentStates}.
 */
public final class RecurrentState implements Assignable {
    private volatile @Nullable Tensor value;
    private @Nullable Thread user;
    private String use = "";
    private int uses;

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

    /** Takes it for a call in this thread; tells what has it where that is another thread. */
    synchronized @Nullable String take(String verb) {
        Thread current = Thread.currentThread();
        Thread now = user;
        if (now != null && now != current) {
            return use + " in the thread \"" + now.getName() + "\"";
        }
        if (uses++ == 0) {
            user = current;
            use = verb;
        }
        return null;
    }

    synchronized void release() {
        if (--uses == 0) {
            user = null;
        }
    }
}
