package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A change of a state that a layer has requested during a pass. It is made once the whole step has succeeded. */
public sealed interface StateUpdate {
    /** The position, in the plan, of the layer that requested the change. Changes of one state are made in the order of positions. */
    int position();

    /** Whether other threads may read the state at the same time: true for a variable, false for a recurrent state. */
    boolean isShared();

    /** Returns the moving average if this change would make it NaN or infinite, which no later update could repair; else null. */
    @Nullable
    Variable nonFinite();

    /** Makes the change. */
    void commit();

    /** Returns the update that sets a state to a copy of {@code value}. */
    static StateUpdate assign(int position, Assignable state, Tensor value) {
        Arguments.notNull(state, "Pass.assignAfterStep", "state");
        return new Assign(
                position,
                state,
                Arguments.notNull(value, "Pass.assignAfterStep", "value").copy());
    }

    /** Returns the update of a moving average by a copy of {@code statistic}. */
    static StateUpdate average(int position, Variable state, double[] statistic, double momentum) {
        Arguments.notNull(state, "Pass.updateMovingAverage", "state");
        return new MovingAverage(
                position,
                state,
                Arguments.notNull(statistic, "Pass.updateMovingAverage", "statistic")
                        .clone(),
                momentum);
    }

    private static void requireSize(Variable state, int size) {
        if (state.shape().size() != size) {
            throw new ShapeException(state.path() + ": the state has shape " + state.shape()
                    + ", but its new value has " + size + " values.");
        }
    }

    /** Sets a state to a value. */
    record Assign(int position, Assignable state, Tensor value) implements StateUpdate {
        public Assign {
            if (state instanceof Variable variable) {
                requireSize(variable, value.size());
            }
        }

        @Override
        public boolean isShared() {
            return !(state instanceof RecurrentState);
        }

        @Override
        public @Nullable Variable nonFinite() {
            return null; // a layer may use its state for any value, NaN included
        }

        @Override
        public void commit() {
            if (state instanceof RecurrentState recurrent) {
                recurrent.restore(value); // already a copy: commit must not fail, so it allocates nothing
            } else {
                state.assign(value);
            }
        }
    }

    /** Updates a moving average by the statistic of a batch: m ← momentum·m + (1 − momentum)·statistic. */
    record MovingAverage(int position, Variable state, double[] statistic, double momentum) implements StateUpdate {
        public MovingAverage {
            requireSize(state, statistic.length);
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public @Nullable Variable nonFinite() {
            for (double s : statistic) {
                if (!Float.isFinite((float) ((1 - momentum) * s))) {
                    return state;
                }
            }
            return null;
        }

        @Override
        public void commit() {
            float[] m = state.value().data();
            int at = state.value().offset();
            for (int j = 0; j < statistic.length; j++) {
                m[at + j] = (float) (momentum * m[at + j] + (1 - momentum) * statistic[j]);
            }
            state.changed();
        }
    }
}
