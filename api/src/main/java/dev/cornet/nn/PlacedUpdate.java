package dev.cornet.nn;

import dev.cornet.config.KerasNames;
import dev.cornet.exceptions.CornetException;
import org.jspecify.annotations.Nullable;

/**
 * An update of a state with its place in the run of a batch. Updates at the same place, by different slices of the batch, are merged;
 * updates at different places are applied in turn, so that a layer that is called twice updates its state twice.
 *
 * @param node the number of the node whose run has requested the update
 * @param count the number of updates of the same state that the same run of the node had requested before
 */
public record PlacedUpdate(int node, int count, Assignable state, StateUpdate update) {
    /** Returns whether {@code other} is at the same place. */
    public boolean hasPlaceOf(PlacedUpdate other) {
        return node == other.node && count == other.count && state == other.state;
    }

    /** Returns the merged update; {@code next} is at the same place and comes from rows that follow. */
    public PlacedUpdate merge(PlacedUpdate next) {
        try {
            StateUpdate merged = update.merge(next.update);
            if (merged == null) {
                throw new CornetException("what " + KerasNames.of(update.getClass())
                        + ".merge(next) returns must not be null; return the update by the rows of both");
            }
            return new PlacedUpdate(node, count, state, merged);
        } catch (CornetException e) {
            throw new CornetException(describe() + ": " + e.getMessage(), e);
        }
    }

    /** Returns the name of the state for messages. */
    public String describe() {
        return state instanceof Variable variable ? variable.path() : "a state";
    }

    /** Returns whether other threads may read the state at the same time: true for a variable, false for a recurrent state. */
    public boolean isShared() {
        return !(state instanceof RecurrentState);
    }

    /** Returns the variable if the update would make it NaN or infinite, which no later update could repair; else null. */
    public @Nullable Variable nonFinite() {
        return state instanceof Variable variable && !update.isFinite() ? variable : null;
    }

    /** Changes the state. */
    public void commit() {
        update.apply(state);
    }
}
