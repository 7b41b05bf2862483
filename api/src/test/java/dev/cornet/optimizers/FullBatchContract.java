package dev.cornet.optimizers;

import static dev.cornet.optimizers.OptimizerContract.assertRefused;
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

/** What holds for every optimizer that searches along the loss. */
abstract class FullBatchContract {
    abstract FullBatchOptimizer<?> optimizer();

    private String name() {
        return optimizer().getClass().getSimpleName();
    }

    @Test
    final void lowersTheLossInEachStep() {
        Valley valley = Valley.rosenbrock(-1.2, 1);
        FullBatchOptimizer<?> optimizer = optimizer();
        double height = valley.height();
        for (int step = 0; step < 20; step++) {
            double next = valley.step(optimizer);
            assertTrue(next < height, "step " + step);
            height = next;
        }
        assertEquals(20, optimizer.iterations());
        assertFalse(optimizer.converged());
    }

    @Test
    final void goesOnFromItsStateBitByBit() {
        Valley whole = Valley.rosenbrock(-1.2, 1);
        FullBatchOptimizer<?> first = optimizer();
        for (int step = 0; step < 13; step++) {
            whole.step(first);
        }
        Valley parts = Valley.rosenbrock(-1.2, 1);
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
    final void staysWhereTheGradientIsWithinTheTolerance() {
        Valley valley = Valley.ellipse(1e-3, 0);
        FullBatchOptimizer<?> optimizer = optimizer().tolerance(0.01);
        valley.step(optimizer);
        assertTrue(optimizer.converged());
        assertEquals((float) 1e-3, valley.x());
        assertEquals(2, valley.visits, "asks for no other place");
    }

    @Test
    final void putsTheWeightsBackWhereNothingIsLower() {
        Valley uphill = new Valley(3, 4, (x, y, dx, dy) -> { // a gradient of the wrong sign
            dx[0] = (float) -x;
            dy[0] = (float) -y;
            return (x * x + y * y) / 2;
        });
        FullBatchOptimizer<?> optimizer = optimizer();
        assertEquals(12.5, uphill.step(optimizer));
        assertTrue(optimizer.converged());
    }

    @Test
    final void turnsBackFromWhereTheLossIsNoNumber() {
        Valley cliff = new Valley(0.5, 0, FullBatchContract::cliff);
        Valley far = new Valley(3, 0, FullBatchContract::cliff);
        assertTrue(cliff.descend(optimizer(), 200) <= 200);
        assertEquals(1, cliff.x(), 1e-3);
        assertTrue(far.descend(optimizer().learningRate(8), 200) <= 200);
        assertEquals(1, far.x(), 1e-3);
    }

    /** x − ln x: the minimum 1 at 1, no number below 0 */
    private static double cliff(double x, double y, float[] dx, float[] dy) {
        dx[0] = (float) (1 - 1 / x);
        dy[0] = 0;
        return x - Math.log(x);
    }

    @Test
    final void rejectsWhatDoesNotGoWithASearch() {
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
    final void rejectsConstraintsAndStepsByGradientsAlone() {
        List<Variable> bound = Weights.constrained(List.of(new NonNeg()), Tensor.zeros(1));
        assertRefused(
                name() + ": dense/kernel has the constraint NonNeg, which would move it away from what the search has"
                        + " found. Leave the constraint out, or train with another optimizer.",
                () -> optimizer().apply(bound, List.of(Tensor.zeros(1)), 1, () -> 1));
        assertRefused(
                name() + ": a step needs the loss at other weights, not their gradients alone. Train by fit or"
                        + " trainOnBatch.",
                () -> optimizer().apply(Weights.of(Tensor.zeros(1)), List.of(Tensor.zeros(1))));
    }
}
