package com.example.extensions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.Cornet;
import dev.cornet.backend.Ops;
import dev.cornet.exceptions.CornetException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Sequential;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.WeightUpdate;
import dev.cornet.optimizers.WholeWeightOptimizer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slots, atomic steps and hooks of optimizers that update whole weights. */
class WholeWeightOptimizerTest {
    private final int threads = Cornet.threads();

    @AfterEach
    void restoreThreads() {
        Cornet.threads(threads);
    }

    private static List<Variable> weights(Shape... shapes) {
        List<Variable> weights = new ArrayList<>();
        for (Shape shape : shapes) {
            FreeOutput layer = new FreeOutput(shape);
            layer.named("layer" + weights.size());
            LayerAccess.buildOrCheck(layer, List.of(Shape.of(-1, 1)));
            Tensor ones = Tensor.zeros(shape);
            Ops.fill(ones, 1);
            layer.variables().get(0).assign(ones);
            weights.addAll(layer.variables());
        }
        return weights;
    }

    private static List<Tensor> gradients(List<Variable> weights, float value) {
        List<Tensor> gradients = new ArrayList<>();
        for (Variable w : weights) {
            Tensor g = Tensor.wrap(new float[w.shape().size() + 3], 3, w.shape()); // a part of a larger array
            Ops.fill(g, value);
            gradients.add(g);
        }
        return gradients;
    }

    @Test
    void slotsAreListedByWeight() {
        List<Variable> weights = weights(Shape.of(3, 2), Shape.of(4));
        Adafactor optimizer = new Adafactor();
        optimizer.useEma(true);
        Map<String, Tensor> state = optimizer.state(weights);
        assertEquals(
                List.of(
                        "iterations",
                        "row/layer0/w",
                        "column/layer0/w",
                        "velocity/layer0/w",
                        "average/layer0/w",
                        "row/layer1/w",
                        "column/layer1/w",
                        "velocity/layer1/w",
                        "average/layer1/w"),
                List.copyOf(state.keySet()));
        assertEquals(Shape.of(1, 3), state.get("row/layer0/w").shape());
        assertEquals(Shape.of(1, 2), state.get("column/layer0/w").shape());
        assertEquals(Shape.SCALAR, state.get("velocity/layer0/w").shape());
        assertEquals(Shape.of(4), state.get("velocity/layer1/w").shape());
    }

    /** Lookahead with SGD: each second step goes half of the way back to the slow weights, which start as the weights. */
    private static final class Lookahead extends WholeWeightOptimizer<Lookahead> {
        private boolean fails;

        Lookahead() {
            super(0.5);
        }

        @Override
        protected List<String> slots() {
            return List.of("slow", "count");
        }

        @Override
        protected Tensor newSlot(String slot, Tensor w) {
            return slot.equals("slow") ? w : Tensor.zeros(Shape.SCALAR);
        }

        @Override
        protected void updateWeight(WeightUpdate u) {
            Ops.addScaled(u.w(), u.g(), -u.learningRate());
            u.slot("count").data()[0]++;
            if (fails && u.path().startsWith("layer1")) {
                throw new IllegalStateException("fails");
            }
            if (u.step() % 2 == 0) {
                Ops.scale(u.w(), 0.5f);
                Ops.addScaled(u.w(), u.slot("slow"), 0.5f);
                u.slot("slow").copyFrom(u.w());
            }
        }
    }

    @Test
    void aSlotMayBeginAsTheWeight() {
        List<Variable> weights = weights(Shape.of(2));
        Lookahead optimizer = new Lookahead();
        optimizer.apply(weights, gradients(weights, 1)); // 1 − 0.5
        assertArrayEquals(new float[] {0.5f, 0.5f}, weights.get(0).value().toArray());
        optimizer.apply(weights, gradients(weights, 1)); // (0 + 1)/2
        assertArrayEquals(new float[] {0.5f, 0.5f}, weights.get(0).value().toArray());
        optimizer.apply(weights, gradients(weights, 1));
        optimizer.apply(weights, gradients(weights, 1)); // (−0.5 + 0.5)/2
        assertArrayEquals(new float[] {0, 0}, weights.get(0).value().toArray());
    }

    @Test
    void aStepThatFailsChangesNothing() {
        List<Variable> weights = weights(Shape.of(2), Shape.of(3));
        Lookahead optimizer = new Lookahead();
        optimizer.apply(weights, gradients(weights, 1));
        Map<String, float[]> before = values(optimizer, weights);
        optimizer.fails = true;
        List<Tensor> gradients = gradients(weights, 1);
        assertThrows(IllegalStateException.class, () -> optimizer.apply(weights, gradients));
        Map<String, float[]> after = values(optimizer, weights);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, values) -> assertArrayEquals(values, after.get(name), name));
        assertEquals(1, optimizer.steps());
    }

    private static Map<String, float[]> values(Lookahead optimizer, List<Variable> weights) {
        Map<String, float[]> values = new TreeMap<>();
        optimizer.state(weights).forEach((name, tensor) -> values.put(name, tensor.toArray()));
        weights.forEach(w -> values.put(w.path(), w.value().toArray()));
        return values;
    }

    /** Steps along all gradients, divided by their common norm. */
    private static final class Normalized extends WholeWeightOptimizer<Normalized> {
        Normalized() {
            super(1);
        }

        @Override
        protected void updateWeights(List<WeightUpdate> updates) {
            double squares =
                    updates.stream().mapToDouble(u -> Ops.sumOfSquares(u.g())).sum();
            for (WeightUpdate u : updates) {
                Ops.scale(u.g(), (float) (1 / Math.sqrt(squares)));
            }
            super.updateWeights(updates);
        }

        @Override
        protected void updateWeight(WeightUpdate u) {
            Ops.addScaled(u.w(), u.g(), -u.learningRate());
        }
    }

    @Test
    void anUpdateMayDependOnAllGradients() {
        List<Variable> weights = weights(Shape.of(2), Shape.of(2, 7)); // 16 gradients of 2: norm 8
        new Normalized().apply(weights, gradients(weights, 2));
        for (Variable w : weights) {
            assertEquals(0.75f, w.value().toArray()[0]);
        }
    }

    private static final class SameNames extends WholeWeightOptimizer<SameNames> {
        SameNames() {
            super(1);
        }

        @Override
        protected List<String> slots() {
            return List.of("average");
        }

        @Override
        protected void updateWeight(WeightUpdate u) {}
    }

    @Test
    void slotsOfOneNameAreRefused() {
        List<Variable> weights = weights(Shape.of(2));
        String message = assertThrows(
                        CornetException.class,
                        () -> new SameNames().useEma(true).apply(weights, gradients(weights, 1)))
                .getMessage();
        assertTrue(message.contains("each slot needs a name of its own, got [average, average]"), message);
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        Set<String> results = new TreeSet<>();
        for (int count : new int[] {1, 3}) {
            Cornet.threads(count);
            Cornet.setSeed(3);
            Sequential model =
                    new Sequential(new Dense(40).inputShape(30).activation("tanh"), new Dense(30), new Dense(1));
            model.compile(new Lamb(0.01).clipnorm(0.1).weightDecay(0.1), "mse");
            Tensor x = Tensor.zeros(20, 30);
            for (int i = 0; i < x.size(); i++) {
                x.data()[i] = (i * 37 % 101) / 50f - 1;
            }
            for (int step = 0; step < 4; step++) {
                model.trainOnBatch(x, Tensor.zeros(20, 1));
            }
            results.add(model.getWeights().stream()
                    .map(w -> Arrays.toString(w.toArray()))
                    .toList()
                    .toString());
        }
        assertEquals(1, results.size());
    }

    /** l = (w − 3)² for one weight w = 1: g = −4, w + ρ·g/‖g‖ = 0.95, whose gradient is −4.1. */
    @Test
    void anOptimizerMayAskForTheGradientAtOtherWeights() {
        Sequential model = new Sequential(new Dense(1).inputShape(1).useBias(false));
        model.setWeights(List.of(Tensor.of(new float[] {1}, 1, 1)));
        model.compile(new Sam(0.1), "mse");
        double loss = model.trainOnBatch(Tensor.of(new float[] {1}, 1, 1), Tensor.of(new float[] {3}, 1, 1))
                .loss();
        assertEquals(4, loss);
        assertEquals(1.41, model.getWeights().get(0).get(0, 0), 1e-6);
    }
}
