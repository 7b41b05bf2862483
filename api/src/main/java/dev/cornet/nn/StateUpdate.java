package dev.cornet.nn;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A change of a state that a pass has asked for; it is carried out when the whole step has succeeded. */
public sealed interface StateUpdate {
    /** The place in the network of the layer that asked; the changes of one state are carried out place by place. */
    int place();

    /** True for a change of a weight or statistic, which others may read meanwhile; false for a state that the run alone has. */
    boolean isShared();

    /** The average that would be NaN or infinite, and remain so for good; null where there is none. */
    @Nullable
    Variable invalid();

    /** Carries it out. */
    void commit();

    /** Sets a state to a copy of {@code value}. */
    static StateUpdate assign(int place, Assignable state, Tensor value) {
        Arguments.given(state, "Pass.assignAfterStep", "state");
        return new Assign(
                place,
                state,
                Arguments.given(value, "Pass.assignAfterStep", "value").copy());
    }

    /** Moves an average towards a copy of {@code statistic}. */
    static StateUpdate average(int place, Variable state, double[] statistic, double momentum) {
        Arguments.given(state, "Pass.average", "state");
        return new Average(
                place,
                state,
                Arguments.given(statistic, "Pass.average", "statistic").clone(),
                momentum);
    }

    private static void requireSize(Variable state, int size) {
        if (state.shape().size() != size) {
            throw new ShapeException(state.path() + ": the state has shape " + state.shape()
                    + ", but its new value has " + size + " values.");
        }
    }

    /** Sets a state to a value. */
    record Assign(int place, Assignable state, Tensor value) implements StateUpdate {
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
        public @Nullable Variable invalid() {
            return null; // a layer may keep what it likes in a state of its own
        }

        @Override
        public void commit() {
            if (state instanceof RecurrentState carried) {
                carried.restore(value); // a copy already: nothing is allocated where nothing may fail
            } else {
                state.assign(value);
            }
        }
    }

    /** Moves an average towards the statistic of a batch: m ← momentum·m + (1 − momentum)·statistic. */
    record Average(int place, Variable state, double[] statistic, double momentum) implements StateUpdate {
        public Average {
            requireSize(state, statistic.length);
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public @Nullable Variable invalid() {
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
