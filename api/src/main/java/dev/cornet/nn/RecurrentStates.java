package dev.cornet.nn;

import dev.cornet.exceptions.CornetException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive use of a model's recurrent states during one call of fit, evaluate or predict. One thread at a time may hold them: a callback
 * may call evaluate within fit, as in Keras, but another thread may not.
 */
public final class RecurrentStates implements AutoCloseable {
    private final List<RecurrentState> states;

    private RecurrentStates(List<RecurrentState> states) {
        this.states = states;
    }

    /**
     * Acquires the states for this thread until the result is closed; returns null if there are none. Throws if another thread holds them.
     *
     * @param who the model, for messages
     * @param verb the call that needs them, for messages: "predict"
     */
    public static @Nullable RecurrentStates acquire(String who, String verb, List<RecurrentState> states) {
        if (states.isEmpty()) {
            return null;
        }
        RecurrentStates acquired = new RecurrentStates(states); // before the first is acquired: this may find no memory
        for (int i = 0; i < states.size(); i++) {
            String otherCall = states.get(i).acquire(verb);
            if (otherCall != null) {
                release(states, i);
                throw new CornetException(who + ": cannot " + verb
                        + ", its stateful layers serve a call of " + otherCall
                        + ". The states that they carry from batch to batch belong to one thread at a time: wait until it has"
                        + " returned, or give each thread a model of its own.");
            }
        }
        return acquired;
    }

    /** Resets the states to their initial value. */
    static void reset(String who, List<RecurrentState> states) {
        try (RecurrentStates acquired = acquire(who, "reset states", states)) {
            states.forEach(state -> state.restore(null));
        }
    }

    /** Releases the first {@code count} states; without an iterator, which needs memory. */
    private static void release(List<RecurrentState> states, int count) {
        for (int i = 0; i < count; i++) {
            states.get(i).release();
        }
    }

    @Override
    public void close() {
        release(states, states.size());
    }
}
