package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.Cornet;
import dev.cornet.exceptions.CornetException;
import dev.cornet.initializers.Zeros;
import dev.cornet.layers.Activation;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.GRU;
import dev.cornet.nn.Assignable;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RecurrentState;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.Adam;
import dev.cornet.optimizers.LBFGS;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A step in which a user-defined {@link StateUpdate} throws has not happened: no weight, state or slot has changed. */
class OwnStateUpdatesTest {
    private static final int ROWS = 21;

    /** The methods of an update, each with the number of its first calls that do not throw. */
    enum Place {
        NOWHERE(0),
        REQUIRE_FITS(2),
        MERGE(2),
        IS_FINITE(1),
        APPLY(1),
        WITHIN_APPLY(1);

        private final int callsBefore;

        Place(int callsBefore) {
            this.callsBefore = callsBefore;
        }
    }

    private static Place failAt = Place.NOWHERE;
    private static int calls;

    @BeforeEach
    void reset() {
        failAt(Place.NOWHERE);
        Cornet.setSeed(1);
    }

    private static void failAt(Place place) {
        failAt = place;
        calls = 0;
    }

    private static synchronized void reach(Place place) {
        if (failAt == place && calls++ >= place.callsBefore) {
            throw new IllegalStateException("thrown at " + place);
        }
    }

    /** Adds to each value of a state. */
    private record Plus(float[] terms) implements StateUpdate {
        @Override
        public void requireFits(Assignable state) {
            reach(Place.REQUIRE_FITS);
        }

        @Override
        public StateUpdate merge(StateUpdate next) {
            reach(Place.MERGE);
            float[] sum = terms.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += ((Plus) next).terms[i];
            }
            return new Plus(sum);
        }

        @Override
        public boolean isFinite() {
            reach(Place.IS_FINITE);
            return true;
        }

        @Override
        public void apply(Assignable state) {
            reach(Place.APPLY);
            Tensor old = state instanceof RecurrentState recurrent ? recurrent.value() : ((Variable) state).value();
            Tensor sum = old == null ? Tensor.zeros(terms.length) : old;
            for (int i = 0; i < terms.length; i++) {
                sum.data()[i] += terms[i];
                reach(Place.WITHIN_APPLY);
            }
            state.assign(sum);
        }
    }

    /** Counts rows and batches, by two updates in turn, and counts them again in a recurrent state. */
    private static class Counting extends UnaryLayer<Counting> {
        private final RecurrentState carried = new RecurrentState();
        private final boolean carries;
        private @Nullable Variable count;
        private @Nullable Variable last;

        Counting(boolean carries) {
            this.carries = carries;
        }

        @Override
        protected void build(Shape in) {
            last = nonTrainableWeight("last", Shape.of(1), new Zeros());
            count = nonTrainableWeight("count", Shape.of(2), new Zeros());
        }

        @Override
        protected List<RecurrentState> recurrentStates() {
            return carries ? List.of(carried) : List.of();
        }

        @Override
        protected Output forward(Tensor x, Pass pass) {
            if (pass.isTrainingStep() && count != null && last != null) {
                pass.assignAfterStep(last, Tensor.of(new float[] {count.value().get(0)}, 1));
                pass.update(count, new Plus(new float[] {x.shape().dim(0), 0}));
                pass.update(count, new Plus(new float[] {0, 1}));
            }
            if (carries) {
                pass.update(carried, new Plus(new float[] {1, x.shape().dim(0)}));
            }
            return new Output(x, (dy, grads) -> dy);
        }
    }

    private static Sequential model(boolean carries, Optimizer optimizer) {
        Cornet.setSeed(2);
        Sequential model = carries
                ? new Sequential(new GRU(4).stateful(true).inputShape(2, 3), new Counting(true), new Dense(1))
                : new Sequential(
                        new Dense(1500).inputShape(6),
                        new Activation("tanh"),
                        new Counting(false),
                        new Dense(20),
                        new BatchNormalization(),
                        new Dense(1));
        model.compile(optimizer, "mse");
        model.seed(3);
        return model;
    }

    private static Tensor x(boolean carries) {
        return carries ? random(5, ROWS, 2, 3) : random(5, ROWS, 6);
    }

    private static final Tensor Y = random(6, ROWS, 1);

    /** Returns the values of weights, states and slots. */
    private static List<float[]> values(Model model) {
        List<float[]> values = new ArrayList<>();
        model.variables().forEach(variable -> values.add(variable.value().toArray()));
        for (RecurrentState state : model.recurrentStates()) {
            Tensor value = state.value();
            values.add(value == null ? new float[0] : value.toArray());
        }
        model.optimizer()
                .state(ModelAccess.trainableVariables(model))
                .values()
                .forEach(slot -> values.add(slot.toArray()));
        return values;
    }

    private static void assertSame(List<float[]> expected, Model model) {
        List<float[]> actual = values(model);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), 0f, "value " + i);
        }
    }

    private static Stream<Arguments> failures() {
        return Stream.of(Place.values())
                .filter(place -> place != Place.NOWHERE)
                .flatMap(place -> Stream.of(
                                Arguments.of(place, false, new Adam(0.1)),
                                Arguments.of(place, false, new LBFGS()),
                                Arguments.of(place, true, new Adam(0.1)))
                        .filter(arguments ->
                                place != Place.MERGE || !(boolean) arguments.get()[1]));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aStepWhoseUpdateThrowsHasNotHappened(Place place, boolean carries, Optimizer optimizer) {
        Model model = model(carries, optimizer);
        model.trainOnBatch(x(carries), Y);
        List<float[]> before = values(model);
        failAt(place);
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> model.trainOnBatch(x(carries), Y));
        assertEquals("thrown at " + place, thrown.getMessage());
        failAt(Place.NOWHERE);
        assertSame(before, model);
        model.trainOnBatch(x(carries), Y);
        Model reference = model(carries, optimizer instanceof LBFGS ? new LBFGS() : new Adam(0.1));
        reference.trainOnBatch(x(carries), Y);
        reference.trainOnBatch(x(carries), Y);
        assertSame(values(reference), model);
    }

    @Test
    void updatesOfSlicesCountEachRowAndEachStepOnce() {
        Model model = model(false, new Adam(0.1));
        model.trainOnBatch(x(false), Y);
        model.trainOnBatch(x(false), Y);
        List<Tensor> states = model.getLayer("counting").getWeights();
        assertArrayEquals(new float[] {ROWS}, states.get(0).toArray());
        assertEquals(2 * ROWS, states.get(1).get(0));
    }

    @Test
    void aPredictionWhoseUpdateThrowsCarriesNothingOn() {
        Model model = model(true, new Adam(0.1));
        Tensor first = model.predict(x(true));
        List<float[]> before = values(model);
        for (Place place : new Place[] {Place.APPLY, Place.WITHIN_APPLY}) {
            failAt(place);
            calls = place.callsBefore; // the only update
            assertThrows(IllegalStateException.class, () -> model.predict(x(true)));
            failAt(Place.NOWHERE);
            assertSame(before, model);
        }
        model.resetState();
        assertArrayEquals(first.toArray(), model.predict(x(true)).toArray());
    }

    @Test
    void anUpdateThatMergesToNothingIsNamed() {
        class Nothing extends UnaryLayer<Nothing> {
            private @Nullable Variable count;

            @Override
            protected void build(Shape in) {
                count = nonTrainableWeight("count", Shape.of(1), new Zeros());
            }

            @Override
            protected Output forward(Tensor x, Pass pass) {
                if (count != null) {
                    pass.update(count, new NullMerge());
                }
                return new Output(x, (dy, grads) -> dy);
            }
        }
        Model model = new Sequential(
                new Dense(1500).inputShape(6), new Activation("tanh"), new Nothing(), new Activation("tanh"));
        CornetException thrown =
                assertThrows(CornetException.class, () -> model.predict(x(false), new Predict().batchSize(ROWS)));
        assertEquals(
                "nothing/count: what NullMerge.merge(next) returns must not be null; return the update by the rows of both",
                thrown.getMessage());
    }

    /** Breaks the contract of merge, as the code of users may. */
    private static final class NullMerge implements StateUpdate {
        @Override
        public void requireFits(Assignable state) {}

        @Override
        @SuppressWarnings("NullAway")
        public StateUpdate merge(StateUpdate next) {
            return null;
        }

        @Override
        public boolean isFinite() {
            return true;
        }

        @Override
        public void apply(Assignable state) {}
    }
}
