package dev.cornet.optimizers;

import static dev.cornet.optimizers.OptimizerChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LBFGSTest extends FullBatchContract {
    @Override
    FullBatchOptimizer<?> optimizer() {
        return new LBFGS().historySize(3);
    }

    @Test
    void keepsTheLastPairsNewestFirst() {
        // for x², a step s changes the gradient by 2·s
        TestFunction parabola = TestFunction.parabola(5);
        LBFGS lbfgs = new LBFGS(0.1).historySize(2);
        parabola.step(lbfgs);
        float first = (float) parabola.x() - 5;
        Map<String, Tensor> state = lbfgs.state(parabola.weights());
        assertArrayEquals(new float[] {first, 0, 0, 0}, state.get("steps").toArray());
        assertEquals(2 * first, state.get("changes").get(0, 0), 1e-5);
        float x = (float) parabola.x();
        parabola.step(lbfgs);
        if (!lbfgs.converged()) {
            assertArrayEquals(
                    new float[] {(float) parabola.x() - x, 0, first, 0},
                    state.get("steps").toArray());
        }
    }

    @Test
    void minimizesRosenbrocksFunction() {
        assertMinimizesRosenbrocksFunction(new LBFGS());
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("LBFGS: history_size must be 1 or more, got 0", () -> new LBFGS().historySize(0));
    }
}
