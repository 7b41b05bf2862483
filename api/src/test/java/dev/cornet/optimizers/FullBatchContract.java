package dev.cornet.optimizers;

import static dev.cornet.optimizers.OptimizerChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Configs;
import dev.cornet.constraints.NonNeg;
import dev.cornet.exceptions.CornetException;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The tests that every optimizer with a line search has to pass. */
abstract class FullBatchContract {
    abstract FullBatchOptimizer<?> optimizer();

    private String name() {
        return optimizer().getClass().getSimpleName();
    }

    @Test
    final void lowersTheLossInEachStep() {
        TestFunction function = TestFunction.rosenbrock(-1.2, 1);
        FullBatchOptimizer<?> optimizer = optimizer();
        double loss = function.loss();
        for (int step = 0; step < 20; step++) {
            double next = function.step(optimizer);
            assertTrue(next < loss, "step " + step);
            loss = next;
        }
        assertEquals(20, optimizer.iterations());
        assertFalse(optimizer.converged());
    }

    /** SciPy's BFGS needs 32 steps. */
    static void assertMinimizesRosenbrocksFunction(FullBatchOptimizer<?> optimizer) {
        TestFunction rosenbrock = TestFunction.rosenbrock(-1.2, 1);
        int steps = rosenbrock.minimize(optimizer.tolerance(1e-3), 200);
        assertTrue(steps < 60, "" + steps);
        assertEquals(1, rosenbrock.x(), 1e-3);
        assertEquals(1, rosenbrock.y(), 2e-3);
    }

    @Test
    final void continuesExactlyFromItsState() {
        TestFunction whole = TestFunction.rosenbrock(-1.2, 1);
        FullBatchOptimizer<?> first = optimizer();
        for (int step = 0; step < 13; step++) {
            whole.step(first);
        }
        TestFunction parts = TestFunction.rosenbrock(-1.2, 1);
        FullBatchOptimizer<?> second = optimizer();
        for (int step = 0; step < 7; step++) {
            parts.step(second);
        }
        Map<String, Tensor> saved = new HashMap<>();
        second.state(parts.weights()).forEach((name, tensor) -> saved.put(name, tensor.copy()));
        FullBatchOptimizer<?> third = optimizer();
        third.restore(parts.weights(), saved);
        for (int step = 7; step < 13; step++) {
            parts.step(third);
        }
        assertEquals(whole.x(), parts.x());
        assertEquals(whole.y(), parts.y());
        assertEquals(13, third.iterations());
    }

    @Test
    final void stopsWhereTheGradientIsWithinTheTolerance() {
        TestFunction function = TestFunction.ellipse(1e-3, 0);
        FullBatchOptimizer<?> optimizer = optimizer().tolerance(0.01);
        function.step(optimizer);
        assertTrue(optimizer.converged());
        assertEquals((float) 1e-3, function.x());
        assertEquals(2, function.evaluations, "no evaluation at other weights");
    }

    @Test
    final void restoresTheWeightsWhereNoLossIsSmaller() {
        TestFunction uphill = new TestFunction(3, 4, (x, y, dx, dy) -> { // a gradient of the wrong sign
            dx[0] = (float) -x;
            dy[0] = (float) -y;
            return (x * x + y * y) / 2;
        });
        FullBatchOptimizer<?> optimizer = optimizer();
        assertEquals(12.5, uphill.step(optimizer));
        assertTrue(optimizer.converged());
    }

    @Test
    final void avoidsPointsWhereTheLossIsNaN() {
        TestFunction cliff = new TestFunction(0.5, 0, FullBatchContract::cliff);
        TestFunction far = new TestFunction(3, 0, FullBatchContract::cliff);
        assertTrue(cliff.minimize(optimizer(), 200) <= 200);
        assertEquals(1, cliff.x(), 1e-3);
        assertTrue(far.minimize(optimizer().learningRate(8), 200) <= 200);
        assertEquals(1, far.x(), 1e-3);
    }

    /** x − ln x, with minimum 1 at x = 1; NaN for x < 0. */
    private static double cliff(double x, double y, float[] dx, float[] dy) {
        dx[0] = (float) (1 - 1 / x);
        dy[0] = 0;
        return x - Math.log(x);
    }

    @Test
    final void rejectsOptionsThatDoNotGoWithALineSearch() {
        for (String option : List.of("weight_decay", "clipnorm", "global_clipnorm", "clipvalue")) {
            assertRejected(option, record -> record.put(option, 0.5));
        }
        assertRejected("use_ema", record -> record.put("use_ema", true));
        assertRejected("gradient_accumulation_steps", record -> record.put("gradient_accumulation_steps", 2));
        assertRefused(
                name() + ": tolerance must be 0 or more, got -1.0",
                () -> optimizer().tolerance(-1));
    }

    private void assertRejected(String option, Consumer<ObjectNode> change) {
        ObjectNode record = (ObjectNode) Configs.write(optimizer());
        change.accept((ObjectNode) record.get("config"));
        String message = assertThrows(CornetException.class, () -> Configs.read(Optimizer.class, record), option)
                .getMessage();
        assertTrue(message.contains("do not go with a search along the loss"), message);
    }

    @Test
    final void rejectsConstraintsAndStepsWithoutALoss() {
        List<Variable> constrained = TestWeights.constrained(List.of(new NonNeg()), Tensor.zeros(1));
        assertRefused(
                name() + ": dense/kernel has the constraint NonNeg, which would move it away from what the search has"
                        + " found. Leave the constraint out, or train with another optimizer.",
                () -> optimizer().apply(constrained, List.of(Tensor.zeros(1)), 1, () -> 1));
        assertRefused(
                name() + ": a step needs the loss at other weights, not their gradients alone. Train by fit or"
                        + " trainOnBatch.",
                () -> optimizer().apply(TestWeights.of(Tensor.zeros(1)), List.of(Tensor.zeros(1))));
    }
}
