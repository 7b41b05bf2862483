package dev.cornet.optimizers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.constraints.Constraint;
import dev.cornet.constraints.ConstraintStubs;
import dev.cornet.constraints.MaxNorm;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.ExponentialDecay;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Without a copy of the weights, a step of the library's own classes that throws changes neither weights nor optimizer. */
final class RefusedStepTest {
    /** All values of weights and optimizer, by name. */
    private static Map<String, float[]> values(Optimizer optimizer, List<Variable> weights) {
        Map<String, float[]> all = new TreeMap<>();
        weights.forEach(w -> all.put(w.path(), w.value().toArray()));
        optimizer.state(weights).forEach((name, value) -> all.put(name, value.toArray()));
        return all;
    }

    private static void step(Optimizer optimizer, List<Variable> weights) {
        optimizer.apply(weights, List.of(TestWeights.values(1, 2, 3), TestWeights.values(2, 3)));
    }

    private static void assertUnchanged(
            Class<? extends Throwable> type, Optimizer optimizer, List<Variable> weights, int steps) {
        while (optimizer.steps() < steps) {
            step(optimizer, weights);
        }
        Map<String, float[]> before = values(optimizer, weights);
        assertThrows(type, () -> step(optimizer, weights));
        Map<String, float[]> after = values(optimizer, weights);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, value) -> assertArrayEquals(value, after.get(name), name));
        assertEquals(steps, optimizer.steps());
    }

    private static List<Variable> weights(Constraint... constraints) {
        return TestWeights.constrained(List.of(constraints), TestWeights.values(3, 2, 3), TestWeights.values(4, 3));
    }

    @Test
    void byALearningRateThatIsNotFinite() {
        ExponentialDecay rate = new ExponentialDecay(1e-3, 1, 1e200);
        assertUnchanged(OptionException.class, new SGD(rate).momentum(0.5).gradientAccumulationSteps(3), weights(), 2);
        assertUnchanged(OptionException.class, new Adam(rate).useEma(true).clipnorm(0.1), weights(), 2);
    }

    /** Refuses a weight from the moment on that its field is set. */
    private static final class LaterRefusing extends Constraint {
        private boolean refuses;

        @Override
        public void project(Tensor w) {}

        @Override
        public Runnable projection(Tensor w) {
            if (refuses) {
                throw new ShapeException("refused");
            }
            return () -> {};
        }
    }

    @Test
    void byAConstraintForAnotherRank() {
        assertUnchanged(ShapeException.class, new SGD(0.1).momentum(0.5), weights(new MaxNorm(2).axis(2)), 0);
        LaterRefusing constraint = new LaterRefusing();
        SGD optimizer = new SGD(0.1).momentum(0.5).gradientAccumulationSteps(2);
        List<Variable> weights = weights(constraint);
        step(optimizer, weights);
        constraint.refuses = true;
        assertUnchanged(ShapeException.class, optimizer, weights, 1);
    }

    @Test
    void byAConstraintWithoutMemory() {
        assertUnchanged(
                OutOfMemoryError.class,
                new SGD(0.1).gradientAccumulationSteps(2).useEma(true),
                weights(new MaxNorm(2), ConstraintStubs.withoutMemory()),
                0);
    }

    /** Records the values that a step has not changed before its first call on a chunk; w ← w − lr·g. */
    private static final class Recording extends FluentOptimizer<Recording> {
        private final List<Variable> weights;
        private Map<String, float[]> atUpdate = Map.of();

        Recording(List<Variable> weights) {
            super(new ConstantLearningRate(1));
            this.weights = weights;
        }

        @Override
        protected Update update(float lr, long t) {
            return (w, g, s, from, to) -> {
                atUpdate = atUpdate.isEmpty() ? values(this, weights) : atUpdate;
                for (int i = from; i < to; i++) {
                    w[i] -= lr * g[i];
                }
            };
        }
    }

    /** Clipping and the parallel regions of a step need memory: if they find none, the sums must be those before the step. */
    @Test
    void sumsOfGradientsChangeTogetherWithTheWeights() {
        List<Variable> weights = weights();
        Recording optimizer =
                new Recording(weights).gradientAccumulationSteps(2).globalClipnorm(0.5);
        step(optimizer, weights);
        Map<String, float[]> before = values(optimizer, weights);
        step(optimizer, weights);
        before.forEach((name, value) -> assertArrayEquals(value, optimizer.atUpdate.get(name), name));
        float[] sum = optimizer
                .state(weights)
                .get("gradient_accumulator/dense/kernel")
                .toArray();
        assertArrayEquals(new float[6], sum);
        assertEquals(0.5, distance(before, values(optimizer, weights)), 1e-6);
    }

    /** The length of the step of both weights together. */
    private static double distance(Map<String, float[]> before, Map<String, float[]> after) {
        double sum = 0;
        for (String name : List.of("dense/kernel", "dense/bias")) {
            for (int i = 0; i < before.get(name).length; i++) {
                sum += Math.pow(after.get(name)[i] - before.get(name)[i], 2);
            }
        }
        return Math.sqrt(sum);
    }
}
