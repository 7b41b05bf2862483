package dev.cornet.optimizers;

import static dev.cornet.optimizers.OptimizerChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.WorkerPool;
import dev.cornet.constraints.Constraint;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.ConstantLearningRate;
import dev.cornet.optimizers.schedules.CosineDecay;
import dev.cornet.optimizers.schedules.PiecewiseConstantDecay;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parts of a step that all optimizers share. */
final class OptimizerTest {
    private static Tensor tensor(float... values) {
        return Tensor.of(values, values.length);
    }

    private static float[] value(List<Variable> weights, int k) {
        return weights.get(k).mutableValue().toArray();
    }

    @Test
    void clipnormScalesEachGradientSeparately() {
        List<Variable> weights = TestWeights.of(Tensor.zeros(2), Tensor.zeros(2));
        new SGD(1.0).clipnorm(2).apply(weights, List.of(tensor(3, 4), tensor(0, 1)));
        assertArrayEquals(new float[] {-1.2f, -1.6f}, value(weights, 0), 1e-6f);
        assertArrayEquals(new float[] {0, -1}, value(weights, 1));
    }

    @Test
    void normsIncludeAllValues() {
        for (int n : new int[] {1, 2, 3, 4, 5, 7, 40_001}) {
            List<Variable> weights = TestWeights.of(Tensor.zeros(n));
            Tensor gradient = Tensor.zeros(n);
            gradient.set(2, n - 1);
            gradient.set(2, 0);
            new SGD(1.0).clipnorm(1).apply(weights, List.of(gradient));
            double each = n == 1 ? 1 : Math.sqrt(0.5);
            assertEquals(-each, weights.get(0).mutableValue().get(0), 1e-6);
            assertEquals(-each, weights.get(0).mutableValue().get(n - 1), 1e-6);
        }
    }

    @Test
    void globalClipnormScalesAllGradientsTogether() {
        List<Variable> weights = TestWeights.of(Tensor.zeros(2), Tensor.zeros(1));
        new SGD(1.0).globalClipnorm(6.5).apply(weights, List.of(tensor(3, 4), tensor(12)));
        assertArrayEquals(new float[] {-1.5f, -2}, value(weights, 0), 1e-6f);
        assertArrayEquals(new float[] {-6}, value(weights, 1), 1e-6f);
    }

    @Test
    void globalClipnormTurnsInfinityIntoNaN() {
        List<Variable> weights = TestWeights.of(Tensor.zeros(2), Tensor.zeros(1));
        new SGD(1.0).globalClipnorm(1).apply(weights, List.of(tensor(0, Float.POSITIVE_INFINITY), tensor(1)));
        assertArrayEquals(new float[] {Float.NaN, Float.NaN}, value(weights, 0));
        assertArrayEquals(new float[] {Float.NaN}, value(weights, 1));
    }

    @Test
    void clipvalueBoundsEachValue() {
        List<Variable> weights = TestWeights.of(Tensor.zeros(3));
        new SGD(1.0).clipvalue(2).apply(weights, List.of(tensor(3, -4, 0.5f)));
        assertArrayEquals(new float[] {-2, 2, -0.5f}, value(weights, 0));
    }

    @Test
    void weightsDecayBeforeTheStep() {
        List<Variable> weights = TestWeights.of(tensor(2));
        new SGD(0.5).weightDecay(0.1).apply(weights, List.of(tensor(1)));
        // 2 − 2·0.1·0.5 − 0.5·1
        assertArrayEquals(new float[] {1.4f}, value(weights, 0), 1e-6f);
    }

    @Test
    void constraintsAreAppliedAfterTheStep() {
        Constraint positive = new Constraint() {
            @Override
            public void project(Tensor w) {
                for (int i = 0; i < w.size(); i++) {
                    w.data()[w.offset() + i] = Math.max(0, w.data()[w.offset() + i]);
                }
            }
        };
        List<Variable> weights = TestWeights.constrained(List.of(positive), tensor(1, 1));
        new SGD(1.0).apply(weights, List.of(tensor(3, 0.5f)));
        assertArrayEquals(new float[] {0, 0.5f}, value(weights, 0));
    }

    @Test
    void theAverageReplacesTheWeightsAtTheEnd() {
        List<Variable> weights = TestWeights.of(tensor(0));
        SGD sgd = new SGD(1.0).useEma(true).emaMomentum(0.5);
        sgd.finish(weights); // nothing to average yet
        for (int step = 0; step < 3; step++) {
            sgd.apply(weights, List.of(tensor(-4)));
        }
        assertArrayEquals(new float[] {12}, value(weights, 0));
        sgd.finish(weights);
        // 4, then (4 + 8) / 2, then (6 + 12) / 2
        assertArrayEquals(new float[] {9}, value(weights, 0));
    }

    @Test
    void withoutAverageTheWeightsAreUnchangedAtTheEnd() {
        List<Variable> weights = TestWeights.of(tensor(5));
        new SGD().finish(weights);
        assertArrayEquals(new float[] {5}, value(weights, 0));
    }

    @Test
    void accumulatedGradientsMakeOneUpdate() {
        List<Variable> weights = TestWeights.of(tensor(0));
        SGD sgd = new SGD(1.0).gradientAccumulationSteps(2);
        sgd.apply(weights, List.of(tensor(1)));
        assertArrayEquals(new float[] {0}, value(weights, 0));
        assertEquals(0, sgd.iterations());
        sgd.apply(weights, List.of(tensor(3)));
        assertArrayEquals(new float[] {-2}, value(weights, 0));
        assertEquals(1, sgd.iterations());
    }

    /** An update clears all accumulators, as in Keras: gradients from before a weight was frozen are not used later. */
    @Test
    void gradientsFromBeforeAnUpdateAreDiscarded() {
        List<Variable> weights = TestWeights.of(tensor(0), tensor(0));
        SGD sgd = new SGD(1.0).gradientAccumulationSteps(2);
        sgd.apply(weights, List.of(tensor(1), tensor(8)));
        sgd.apply(weights.subList(0, 1), List.of(tensor(3)));
        sgd.apply(weights, List.of(tensor(1), tensor(2)));
        sgd.apply(weights, List.of(tensor(1), tensor(4)));
        assertArrayEquals(new float[] {-3}, value(weights, 0)); // −(1 + 3)/2 − (1 + 1)/2
        assertArrayEquals(new float[] {-3}, value(weights, 1)); // −(2 + 4)/2
    }

    @Test
    void theSetOfWeightsMayChange() {
        List<Variable> weights = TestWeights.of(tensor(0), tensor(0));
        Optimizer sgd = new SGD(1.0).momentum(0.5);
        sgd.apply(weights.subList(0, 1), List.of(tensor(1)));
        sgd.apply(weights, List.of(tensor(1), tensor(1)));
        sgd.apply(weights.subList(1, 2), List.of(tensor(1)));
        // −1 − 1.5 for both weights: the first keeps its momentum, the second gets its momentum one step later
        assertArrayEquals(new float[] {-2.5f}, value(weights, 0));
        assertArrayEquals(new float[] {-2.5f}, value(weights, 1));
        assertEquals(3, sgd.iterations());
    }

    @Test
    void aChangedOptionTakesEffectAtOnce() {
        List<Variable> weights = TestWeights.of(tensor(0));
        SGD sgd = new SGD(1.0);
        sgd.apply(weights, List.of(tensor(1)));
        sgd.momentum(0.5).learningRate(2);
        sgd.apply(weights, List.of(tensor(1)));
        sgd.apply(weights, List.of(tensor(1)));
        // −1 − 2 − 3
        assertArrayEquals(new float[] {-6}, value(weights, 0));
    }

    @Test
    void gradientsMayHaveOffsetsInTheirArray() {
        float[] together = TestWeights.values(7, 60_000).data();
        List<Tensor> withOffsets =
                List.of(Tensor.wrap(together, 10, Shape.of(40_000)), Tensor.wrap(together, 40_010, Shape.of(100)));
        List<Tensor> alone = withOffsets.stream().map(Tensor::copy).toList();
        List<Variable> weights = TestWeights.of(Tensor.zeros(40_000), Tensor.zeros(100));
        List<Variable> others = TestWeights.of(Tensor.zeros(40_000), Tensor.zeros(100));
        Optimizer first = new Adam(0.1).clipnorm(1);
        Optimizer second = new Adam(0.1).clipnorm(1);
        for (int step = 0; step < 2; step++) {
            first.apply(weights, withOffsets);
            second.apply(others, alone.stream().map(Tensor::copy).toList());
        }
        assertArrayEquals(value(others, 0), value(weights, 0));
        assertArrayEquals(value(others, 1), value(weights, 1));
    }

    @Test
    void largeAndManySmallWeightsGetTheSameUpdates() {
        int large = 100_003;
        List<Tensor> start = new ArrayList<>(List.of(TestWeights.values(1, large)));
        List<Tensor> gradients = new ArrayList<>(List.of(TestWeights.values(2, large)));
        for (int i = 0; i < 50; i++) {
            start.add(start.get(0).rows(700 * i, 700 * (i + 1)));
            gradients.add(gradients.get(0).rows(700 * i, 700 * (i + 1)));
        }
        List<Variable> weights = TestWeights.of(start.toArray(new Tensor[0]));
        Optimizer adam = new Adam(0.1);
        for (int step = 0; step < 3; step++) {
            adam.apply(weights, gradients.stream().map(Tensor::copy).toList());
        }
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(
                    weights.get(0).mutableValue().rows(700 * i, 700 * (i + 1)).toArray(), value(weights, i + 1));
        }
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() {
        int before = WorkerPool.shared().threads();
        try {
            WorkerPool.setThreads(1);
            float[] alone = trained();
            WorkerPool.setThreads(5);
            assertArrayEquals(alone, trained());
        } finally {
            WorkerPool.setThreads(before);
        }
    }

    private static float[] trained() {
        List<Variable> weights = TestWeights.of(TestWeights.values(1, 70_001), TestWeights.values(2, 33));
        Optimizer adam = new Adam(0.1).globalClipnorm(1).useEma(true).weightDecay(0.1);
        for (int step = 0; step < 3; step++) {
            adam.apply(weights, List.of(TestWeights.values(3 + step, 70_001), TestWeights.values(9 + step, 33)));
        }
        return value(weights, 0);
    }

    @Test
    void aStepAllocatesAlmostNothing() {
        List<Variable> weights = TestWeights.of(Tensor.zeros(200_000), Tensor.zeros(10));
        List<Tensor> gradients = List.of(Tensor.zeros(200_000), Tensor.zeros(10));
        Optimizer adam = new Adam().globalClipnorm(1).useEma(true);
        for (int step = 0; step < 20; step++) {
            adam.apply(weights, gradients);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        for (int step = 0; step < 10; step++) {
            adam.apply(weights, gradients);
        }
        long bytes = (threads.getThreadAllocatedBytes(id) - before) / 10;
        assertTrue(bytes < 4_000, () -> bytes + " bytes in a step"); // a single slot has 800,000
    }

    @Test
    void usesItsSchedule() {
        List<Variable> weights = TestWeights.of(tensor(0));
        Optimizer sgd = new SGD(new PiecewiseConstantDecay(new int[] {0}, new double[] {1, 0.5}));
        assertEquals(1, sgd.learningRate());
        sgd.apply(weights, List.of(tensor(1)));
        assertEquals(0.5, sgd.learningRate());
        sgd.apply(weights, List.of(tensor(1)));
        assertArrayEquals(new float[] {-1.5f}, value(weights, 0));
    }

    @Test
    void schedulesCountStepsNotUpdates() {
        List<Variable> weights = TestWeights.of(tensor(0));
        SGD sgd =
                new SGD(new PiecewiseConstantDecay(new int[] {0}, new double[] {1, 0.5})).gradientAccumulationSteps(2);
        sgd.apply(weights, List.of(tensor(1)));
        assertEquals(1, sgd.steps());
        assertEquals(0, sgd.iterations());
        assertEquals(0.5, sgd.learningRate());
    }

    @Test
    void aScheduledLearningRateCannotBeSet() {
        Optimizer sgd = new SGD(new CosineDecay(0.1, 10));
        assertRefused(
                "SGD: the learning rate follows the schedule CosineDecay and cannot be set to 0.5; give the"
                        + " optimizer a number instead of the schedule.",
                () -> sgd.learningRate(0.5));
        sgd.learningRate(new ConstantLearningRate(0.25));
        assertEquals(0.25, sgd.learningRate());
        sgd.learningRate(0.5);
        assertEquals(0.5, sgd.learningRate());
    }

    @Test
    void rejectsGradientsThatDoNotFit() {
        List<Variable> weights = TestWeights.of(tensor(1, 2));
        assertRefused("expected a gradient for each of 1 weights, got 0", () -> new SGD().apply(weights, List.of()));
        assertRefused(
                "dense/kernel: the weight has shape (2), its gradient (3)",
                () -> new SGD().apply(weights, List.of(Tensor.zeros(3))));
    }
}
