package dev.cornet.models;

import static dev.cornet.graph.TestTensors.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.constraints.Constraint;
import dev.cornet.data.Batch;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.layers.BatchNormalization;
import dev.cornet.layers.Dense;
import dev.cornet.layers.SimpleRNN;
import dev.cornet.losses.LossRow;
import dev.cornet.losses.RowLoss;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.Metric;
import dev.cornet.metrics.MetricState;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.optimizers.BFGS;
import dev.cornet.optimizers.FluentOptimizer;
import dev.cornet.optimizers.GradientDescent;
import dev.cornet.optimizers.LBFGS;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.SGD;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.LearningRateSchedule;
import dev.cornet.regularizers.Regularizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training step is atomic: if anything in it throws or is not finite, then weights, moving statistics, recurrent states and the
 * optimizer keep their values, bit for bit, and training continues as if the step had not been tried.
 */
class AtomicStepTest {
    /** The places within a step where user code runs. */
    enum Place {
        NOWHERE,
        LAYER,
        LAYER_BACKWARD,
        NAN_GRADIENT,
        INFINITE_GRADIENT,
        LOSS,
        LOSS_GRADIENT,
        METRIC,
        METRIC_RESULT,
        PENALTY,
        PENALTY_GRADIENT,
        CONSTRAINT,
        OPTIMIZER,
        SCHEDULE
    }

    private static Place failAt = Place.NOWHERE;
    private static int callsBefore; // calls of failAt that do not fail

    @BeforeEach
    void reset() {
        failAt = Place.NOWHERE;
        callsBefore = 0;
    }

    private static void failIf(Place place) {
        if (failAt == place && callsBefore-- <= 0) {
            throw new IllegalStateException("thrown at " + place);
        }
    }

    // ---- user code

    private static final class UserLayer extends UnaryLayer<UserLayer> {
        @Override
        protected Output forward(Tensor x, Pass pass) {
            failIf(Place.LAYER);
            return new Output(x, (dy, grads) -> {
                failIf(Place.LAYER_BACKWARD);
                if (failAt == Place.NAN_GRADIENT || failAt == Place.INFINITE_GRADIENT) {
                    dy.data()[dy.offset()] = failAt == Place.NAN_GRADIENT ? Float.NaN : Float.POSITIVE_INFINITY;
                }
                return dy;
            });
        }
    }

    private static final class UserLoss extends RowLoss<UserLoss> {
        @Override
        protected double row(LossRow x) {
            failIf(Place.LOSS);
            double d = x.prediction(0) - x.target(0);
            return d * d;
        }

        @Override
        protected void rowGradient(LossRow x, float scale) {
            failIf(Place.LOSS_GRADIENT);
            x.gradient(0, 2 * scale * (x.prediction(0) - x.target(0)));
        }
    }

    private static final class UserMetric extends Metric {
        @Override
        public void update(MetricState state, Tensor yTrue, Tensor yPred, @Nullable Tensor weight) {
            state.ensureSize(1);
            state.add(0, 1);
            failIf(Place.METRIC);
        }

        @Override
        public double result(MetricState state) {
            failIf(Place.METRIC_RESULT);
            return state.size() == 0 ? 0 : state.get(0);
        }

        @Override
        public Direction direction() {
            return Direction.MAXIMIZE;
        }
    }

    private static final class UserRegularizer extends Regularizer {
        @Override
        public double penalty(Tensor w) {
            failIf(Place.PENALTY);
            return 0.1 * w.data()[0];
        }

        @Override
        public void addGradient(Tensor w, Tensor dw) {
            failIf(Place.PENALTY_GRADIENT);
            dw.data()[dw.offset()] += 0.1f;
        }
    }

    private static final class UserConstraint extends Constraint {
        @Override
        public void project(Tensor w) {
            w.data()[w.offset()] *= 0.5f;
            failIf(Place.CONSTRAINT);
        }
    }

    private static final class UserOptimizer extends FluentOptimizer<UserOptimizer> {
        UserOptimizer() {
            super(new ConstantLearningRate(0.1));
        }

        @Override
        protected List<String> slots() {
            return List.of("memory");
        }

        @Override
        protected Update update(float lr, long t) {
            return (w, g, s, from, to) -> {
                for (int i = from; i < to; i++) {
                    s[0][i] += g[i];
                    w[i] -= lr * s[0][i];
                }
                failIf(Place.OPTIMIZER);
            };
        }
    }

    private static final class UserSchedule extends LearningRateSchedule {
        @Override
        public double at(long step) {
            failIf(Place.SCHEDULE);
            return 0.05;
        }
    }

    // ---- a model with all kinds of state

    private static Optimizer optimizer(Place place) {
        if (place == Place.OPTIMIZER) {
            return new UserOptimizer().useEma(true);
        }
        SGD sgd = place == Place.SCHEDULE ? new SGD(new UserSchedule()) : new SGD(0.05);
        return sgd.momentum(0.9).useEma(true).gradientAccumulationSteps(2);
    }

    private static Model model(Place place) {
        Cornet.setSeed(5);
        Model model = new Sequential(
                new SimpleRNN(3).stateful(true).inputShape(2, 3),
                new Dense(4)
                        .kernelRegularizer(new UserRegularizer())
                        .kernelConstraint(new UserConstraint())
                        .biasConstraint("non_neg"),
                new UserLayer(),
                new BatchNormalization(),
                new Dense(1));
        model.compile(optimizer(place), new UserLoss(), "mae", new UserMetric());
        return model;
    }

    private static void step(Model model, int seed) {
        model.trainOnBatch(random(seed, 4, 2, 3), random(seed + 100, 4, 1));
    }

    /** Everything that a training step changes, as text by name. */
    private static Map<String, String> state(Model model) {
        Map<String, String> state = new TreeMap<>();
        for (int i = 0; i < model.variables().size(); i++) {
            state.put(
                    "weight " + i,
                    Arrays.toString(model.variables().get(i).value().toArray()));
        }
        model.optimizer()
                .state(model.runtime().plan().trainable())
                .forEach((name, value) -> state.put(name, Arrays.toString(value.toArray())));
        for (int i = 0; i < model.recurrentStates().size(); i++) {
            Tensor recurrentState = model.recurrentStates().get(i).value();
            state.put("carried " + i, recurrentState == null ? "none" : Arrays.toString(recurrentState.toArray()));
        }
        return state;
    }

    @ParameterizedTest
    @EnumSource(value = Place.class, mode = EnumSource.Mode.EXCLUDE, names = "NOWHERE")
    void aStepThatThrowsChangesNothing(Place place) {
        Model undisturbed = model(place);
        Model model = model(place);
        for (int s = 0; s < 5; s++) {
            step(undisturbed, s);
            Map<String, String> before = state(model);
            failAt = place;
            int seed = s;
            RuntimeException thrown = assertThrows(RuntimeException.class, () -> step(model, seed));
            failAt = Place.NOWHERE;
            assertTrue(
                    thrown instanceof IllegalStateException
                            || String.valueOf(thrown.getMessage()).contains("but the gradient of "),
                    thrown::toString);
            assertEquals(before, state(model), "after the exception in step " + s);
            step(model, s);
            assertEquals(state(undisturbed), state(model), "after step " + s);
        }
    }

    @Test
    void inputsThatAreNotFiniteLeaveTheModelAsItWas() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Model model = model(Place.NOWHERE);
            step(model, 1);
            Map<String, String> before = state(model);
            Tensor x = random(2, 4, 2, 3);
            x.data()[3] = bad;
            Tensor y = random(3, 4, 1);
            y.data()[0] = bad;
            assertThrows(DataException.class, () -> model.trainOnBatch(x, random(3, 4, 1)));
            assertThrows(DataException.class, () -> model.trainOnBatch(random(2, 4, 2, 3), y));
            assertThrows(
                    DataException.class,
                    () -> model.fit(Batches.of(1, i -> Batch.of(x, random(3, 4, 1))), new Fit().verbose(0)));
            assertEquals(before, state(model));
            Callback handling = new Callback() {
                @Override
                public boolean handlesInvalidLoss() {
                    return true;
                }
            };
            model.fit(
                    Batches.of(1, i -> Batch.of(x, random(3, 4, 1))),
                    new Fit().verbose(0).callbacks(handling));
            Map<String, String> after = state(model);
            after.keySet().removeIf(name -> name.startsWith("weight") || name.startsWith("average"));
            before.keySet().removeIf(name -> name.startsWith("weight") || name.startsWith("average"));
            assertEquals(before, after); // at its end, fit replaces the weights by their moving averages
        }
    }

    /** As in Keras, clipvalue limits infinite gradients, but not NaN. */
    @Test
    void aClippedInfiniteGradientIsApplied() {
        Cornet.setSeed(5);
        Model model = new Sequential(new Dense(1).inputShape(2), new UserLayer());
        model.compile(new SGD(1).clipvalue(0.5), "mse");
        float[] before = model.getWeights().get(1).toArray();
        failAt = Place.INFINITE_GRADIENT;
        model.trainOnBatch(Tensor.wrap(new float[] {1, 1}, Shape.of(1, 2)), random(1, 1, 1));
        assertEquals(before[0] - 0.5f, model.getWeights().get(1).toArray()[0], 1e-6f);
        failAt = Place.NAN_GRADIENT;
        DataException refused =
                assertThrows(DataException.class, () -> model.trainOnBatch(random(2, 1, 2), random(1, 1, 1)));
        assertTrue(String.valueOf(refused.getMessage()).contains("dense/kernel"), refused::getMessage);
    }

    /** An optimizer with a line search runs user code several times in a step. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 5, 8})
    void aLineSearchThatThrowsChangesNothing(int call) {
        for (int kind = 0; kind < 3; kind++) {
            Model undisturbed = withLineSearch(kind);
            Model model = withLineSearch(kind);
            Tensor x = random(1, 6, 2);
            Tensor y = random(2, 6, 1);
            for (int s = 0; s < 4; s++) {
                failAt = Place.NOWHERE;
                undisturbed.trainOnBatch(x, y);
                Map<String, String> before = state(model);
                failAt = Place.PENALTY;
                callsBefore = call;
                try {
                    model.trainOnBatch(x, y);
                    continue; // the line search made fewer calls
                } catch (IllegalStateException thrown) {
                    assertEquals(before, state(model), "after the exception in step " + s);
                }
                failAt = Place.NOWHERE;
                model.trainOnBatch(x, y);
                assertEquals(state(undisturbed), state(model), "after step " + s);
            }
        }
    }

    private static Model withLineSearch(int kind) {
        Cornet.setSeed(6);
        Model model = new Sequential(
                new Dense(3)
                        .activation("tanh")
                        .kernelRegularizer(new UserRegularizer())
                        .inputShape(2),
                new BatchNormalization(),
                new Dense(1));
        List<Optimizer> optimizers = new ArrayList<>(List.of(new BFGS(), new LBFGS(), new GradientDescent()));
        model.compile(optimizers.get(kind), "mse");
        return model;
    }

    /** A full-batch step updates moving statistics once, though it runs the batch several times. */
    @Test
    void aLineSearchUpdatesStatisticsOnce() {
        Model model = withLineSearch(0);
        Model plain = withLineSearch(0);
        plain.compile(new SGD(0), "mse");
        Tensor x = random(1, 6, 2);
        Tensor y = random(2, 6, 1);
        model.trainOnBatch(x, y);
        plain.trainOnBatch(x, y);
        for (int i = 4; i < 6; i++) { // moving mean and variance, computed with the weights before the step
            assertArrayEquals(
                    plain.getWeights().get(i).toArray(),
                    model.getWeights().get(i).toArray(),
                    "weight " + i);
        }
        assertNotEquals(state(plain).get("weight 0"), state(model).get("weight 0"));
    }
}
