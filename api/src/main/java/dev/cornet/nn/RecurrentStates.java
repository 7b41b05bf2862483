package dev.cornet.nn;

import dev.cornet.exceptions.CornetException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states that one call of fit, evaluate or predict carries from batch to batch. They serve the calls of one thread at a time: a callback
 * may evaluate within a fit, as in Keras, another thread may not.
 */
public final class RecurrentStates implements AutoCloseable {
    private final List<RecurrentState> states;

    private RecurrentStates(List<RecurrentState> states) {
        this.states = states;
    }

    /**
     * Takes them for this thread until what is given back is closed; null where there are none. Refused while another thread has them.
     *
     * @param who the model, for messages
     * @param verb what it is about to do: "predict"
     */
    public static @Nullable RecurrentStates take(String who, String verb, List<RecurrentState> states) {
        if (states.isEmpty()) {
            return null;
        }
        for (int i = 0; i < states.size(); i++) {
            String other = states.get(i).take(verb);
            if (other != null) {
                release(states.subList(0, i));
                throw new CornetException(who + ": cannot " + verb
                        + ", its stateful layers serve a call of " + other
                        + ". The states that they carry from batch to batch belong to one thread at a time: wait until it has"
                        + " returned, or give each thread a model of its own.");
            }
        }
        return new RecurrentStates(states);
    }

    /** Lets states begin anew. */
    static void reset(String who, List<RecurrentState> states) {
        try (RecurrentStates mine = take(who, "reset states", states)) {
            states.forEach(state -> state.restore(null));
        }
    }

    private static void release(List<RecurrentState> states) {
        states.forEach(RecurrentState::release);
    }

    @Override
    public void close() {
        release(states);
    }
}
