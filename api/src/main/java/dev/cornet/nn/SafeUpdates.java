package dev.cornet.nn;

import dev.cornet.config.LibraryClasses;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Updates that cannot fail, in place of those of user-defined classes, which may throw. These are tried: they change the states, whose new
 * values are copied, and then the states get their old values back.
 */
public final class SafeUpdates {
    private final List<Recorded> recorded = new ArrayList<>();

    private SafeUpdates() {}

    /** A state with its value before the trial and after it; null for a recurrent state without a value. */
    private static final class Recorded implements StateUpdate {
        private final PlacedUpdate first;
        private final @Nullable Tensor before;
        private @Nullable Tensor after;

        Recorded(PlacedUpdate first) {
            this.first = first;
            this.before = copy(first.state());
        }

        private static @Nullable Tensor copy(Assignable state) {
            Tensor value = state instanceof RecurrentState recurrent ? recurrent.value() : ((Variable) state).value();
            return value == null ? null : value.copy();
        }

        void recordAfter() {
            after = copy(first.state());
        }

        void undo() {
            set(first.state(), before);
        }

        private static void set(Assignable state, @Nullable Tensor value) {
            if (state instanceof RecurrentState recurrent) {
                recurrent.restore(value);
            } else {
                Variable variable = (Variable) state;
                variable.value().copyFrom(Objects.requireNonNull(value));
                variable.changed();
            }
        }

        @Override
        public void requireFits(Assignable state) {}

        @Override
        public StateUpdate merge(StateUpdate next) {
            throw new IllegalStateException("the updates of a batch have been merged already");
        }

        @Override
        public boolean isFinite() {
            return true; // checked before the trial
        }

        @Override
        public void apply(Assignable state) {
            set(state, after);
        }
    }

    /**
     * Returns the updates themselves if all are the library's own, else updates to the same values that cannot fail. If the trial throws,
     * the states are as before. The caller holds the locks of the states.
     */
    public static List<PlacedUpdate> of(List<PlacedUpdate> updates) {
        return areLibraryClasses(updates) ? updates : new SafeUpdates().record(updates);
    }

    private static boolean areLibraryClasses(List<PlacedUpdate> updates) {
        for (PlacedUpdate update : updates) {
            if (!LibraryClasses.contains(update.update().getClass())) {
                return false;
            }
        }
        return true;
    }

    private List<PlacedUpdate> record(List<PlacedUpdate> updates) {
        for (PlacedUpdate update : updates) {
            if (recorded.stream().noneMatch(other -> other.first.state() == update.state())) {
                recorded.add(new Recorded(update));
            }
        }
        try {
            updates.forEach(PlacedUpdate::commit);
            recorded.forEach(Recorded::recordAfter);
        } finally {
            for (int i = 0; i < recorded.size(); i++) { // without an iterator, which needs memory
                recorded.get(i).undo();
            }
        }
        return recorded.stream()
                .map(state -> new PlacedUpdate(state.first.node(), 0, state.first.state(), state))
                .toList();
    }
}
