package dev.cornet.optimizers;

import static dev.cornet.optimizers.OptimizerChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OptimizerStateTest {
    private final List<Variable> weights = TestWeights.of(Tensor.of(new float[] {1, 2}, 2), Tensor.zeros(3));

    @Test
    void hasTheSlotsOfTheWeightsByName() {
        Optimizer sgd = new SGD(1.0).momentum(0.5).useEma(true).gradientAccumulationSteps(2);
        assertEquals(
                Set.of(
                        "iterations",
                        "momentum/dense/kernel",
                        "average/dense/kernel",
                        "gradient_accumulator/dense/kernel",
                        "momentum/dense/bias",
                        "average/dense/bias",
                        "gradient_accumulator/dense/bias"),
                sgd.state(weights).keySet());
        assertEquals(Set.of("iterations"), new SGD().state(weights).keySet());
    }

    @Test
    void slotsHaveTheirInitialValues() {
        Map<String, Tensor> state =
                new Adagrad().initialAccumulatorValue(0.25).useEma(true).state(weights);
        assertArrayEquals(
                new float[] {0.25f, 0.25f},
                state.get("accumulator/dense/kernel").toArray());
        assertArrayEquals(new float[] {1, 2}, state.get("average/dense/kernel").toArray());
    }

    @Test
    void countsStayExactBeyondFloat() {
        long count = (1L << 40) + 12_345_678_901L;
        Tensor digits = Tensor.zeros(4);
        for (int i = 0; i < 4; i++) {
            digits.set(count >>> (16 * i) & 0xFFFF, i);
        }
        Optimizer sgd = new SGD();
        sgd.restore(weights, Map.of("iterations", digits));
        assertEquals(count, sgd.iterations());
        sgd.apply(weights, List.of(Tensor.zeros(2), Tensor.zeros(3)));
        assertEquals(count + 1, sgd.iterations());
        Optimizer next = new SGD();
        next.restore(weights, sgd.state(weights));
        assertEquals(count + 1, next.iterations());
    }

    @Test
    void restoringTakesCopies() {
        Optimizer from = new SGD(1.0).momentum(0.5);
        from.apply(weights, List.of(Tensor.zeros(2), Tensor.zeros(3)));
        Optimizer to = new SGD(1.0).momentum(0.5);
        to.restore(weights, from.state(weights));
        from.apply(weights, List.of(Tensor.of(new float[] {1, 1}, 2), Tensor.zeros(3)));
        assertArrayEquals(
                new float[2], to.state(weights).get("momentum/dense/kernel").toArray());
    }

    @Test
    void rejectsTheStateOfAnotherOptimizer() {
        assertRefused(
                "SGD: the state does not fit this optimizer and these weights: it lacks momentum/dense/bias,"
                        + " momentum/dense/kernel; it has accumulator/dense/bias, accumulator/dense/kernel, which"
                        + " are not expected; restore it into the same optimizer, with the same options, for the"
                        + " same layers.",
                () -> new SGD().momentum(0.5).restore(weights, new Adagrad().state(weights)));
        assertRefused(
                "SGD: the state does not fit this optimizer and these weights: it has momentum/dense/bias,"
                        + " momentum/dense/kernel, velocity/dense/bias, velocity/dense/kernel, which are not"
                        + " expected; restore it into the same optimizer, with the same options, for the same layers.",
                () -> new SGD().restore(weights, new Adam().state(weights)));
        assertRefused(
                "Adam: the state does not fit this optimizer and these weights: it lacks iterations,"
                        + " momentum/dense/bias, momentum/dense/kernel, velocity/dense/bias, velocity/dense/kernel"
                        + " and 2 more; restore it into the same optimizer, with the same options, for the same"
                        + " layers.",
                () -> new Adam().amsgrad(true).restore(weights, Map.of()));
    }

    @Test
    void rejectsSlotsOfAnotherShape() {
        Map<String, Tensor> state = new HashMap<>(new SGD().momentum(0.5).state(weights));
        state.put("momentum/dense/bias", Tensor.zeros(4));
        assertRefused(
                "SGD: \"momentum/dense/bias\" has shape (4), expected (3).",
                () -> new SGD().momentum(0.5).restore(weights, state));
    }

    @Test
    void rejectsInvalidCounts() {
        assertRefused(
                "SGD: \"iterations\" holds Tensor(4)[0.5, 0.0, 0.0, 0.0], which is no count in digits of base 65536.",
                () -> new SGD().restore(weights, Map.of("iterations", Tensor.of(new float[] {0.5f, 0, 0, 0}, 4))));
        assertRefused(
                "SGD: \"iterations\" is a negative count: -9223372036854775808.",
                () -> new SGD().restore(weights, Map.of("iterations", Tensor.of(new float[] {0, 0, 0, 32768}, 4))));
    }

    @Test
    void aRefusedStateChangesNothing() {
        Optimizer sgd = new SGD(1.0).momentum(0.5);
        sgd.apply(weights, List.of(Tensor.of(new float[] {1, 1}, 2), Tensor.zeros(3)));
        Map<String, Tensor> state = new HashMap<>(new SGD().momentum(0.5).state(weights));
        state.put("iterations", Tensor.of(new float[] {-1, 0, 0, 0}, 4));
        assertRefused(
                "SGD: \"iterations\" holds Tensor(4)[-1.0, 0.0, 0.0, 0.0], which is no count in digits of base 65536.",
                () -> sgd.restore(weights, state));
        assertEquals(1, sgd.iterations());
        assertArrayEquals(
                new float[] {-1, -1},
                sgd.state(weights).get("momentum/dense/kernel").toArray());
    }
}
