package dev.cornet.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class GradientDescentTest extends FullBatchContract {
    @Override
    FullBatchOptimizer<?> optimizer() {
        return new GradientDescent();
    }

    @Test
    void halvesUntilTheLossFalls() {
        // from 5 a step of 1·10 reaches −5, where x² is no less; ½·10 reaches 0
        Valley parabola = Valley.parabola(5);
        GradientDescent descent = new GradientDescent();
        assertEquals(0, parabola.step(descent));
        assertEquals(4, parabola.visits);
        assertEquals(2, parabola.descend(descent, 9) + 1, "the next step finds no gradient");
    }

    @Test
    void beginsEachStepAtTheLearningRate() {
        // x ← x − 0.1·2·x
        Valley parabola = Valley.parabola(5);
        GradientDescent descent = new GradientDescent(0.1);
        double[] expected = {4, 3.2, 2.56};
        for (double x : expected) {
            parabola.step(descent);
            assertEquals(x, parabola.x(), 1e-6);
        }
    }

    @Test
    void creepsAlongRosenbrocksValley() {
        // in doubles 5231 steps, to (0.99921, 0.99842)
        Valley valley = Valley.rosenbrock(-1.2, 1);
        int steps = valley.descend(new GradientDescent().tolerance(1e-3), 8000);
        assertTrue(steps > 4000 && steps < 6500, "" + steps);
        assertEquals(0.99921, valley.x(), 3e-4);
        assertEquals(0.99842, valley.y(), 6e-4);
    }
}
