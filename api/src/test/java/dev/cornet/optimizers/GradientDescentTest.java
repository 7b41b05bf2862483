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
    void halvesTheStepUntilTheLossDecreases() {
        // from 5 a step of 1·10 leads to −5, where x² is not smaller; ½·10 leads to 0
        TestFunction parabola = TestFunction.parabola(5);
        GradientDescent optimizer = new GradientDescent();
        assertEquals(0, parabola.step(optimizer));
        assertEquals(4, parabola.evaluations);
        assertEquals(2, parabola.minimize(optimizer, 9) + 1, "the gradient is 0 at the next step");
    }

    @Test
    void beginsEachStepAtTheLearningRate() {
        // x ← x − 0.1·2·x
        TestFunction parabola = TestFunction.parabola(5);
        GradientDescent optimizer = new GradientDescent(0.1);
        double[] expected = {4, 3.2, 2.56};
        for (double x : expected) {
            parabola.step(optimizer);
            assertEquals(x, parabola.x(), 1e-6);
        }
    }

    @Test
    void minimizesRosenbrocksFunctionSlowly() {
        // computed in double it needs 5231 steps, to (0.99921, 0.99842)
        TestFunction rosenbrock = TestFunction.rosenbrock(-1.2, 1);
        int steps = rosenbrock.minimize(new GradientDescent().tolerance(1e-3), 8000);
        assertTrue(steps > 4000 && steps < 6500, "" + steps);
        assertEquals(0.99921, rosenbrock.x(), 3e-4);
        assertEquals(0.99842, rosenbrock.y(), 6e-4);
    }
}
