package dev.cornet.optimizers;

import static dev.cornet.optimizers.OptimizerChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class BFGSTest extends FullBatchContract {
    @Override
    FullBatchOptimizer<?> optimizer() {
        return new BFGS().c2(0.5);
    }

    @Test
    void approximatesTheInverseHessian() {
        // the Hessian of ½·(x² + 25·y²) + x·y is (1 1; 1 25), its inverse (25 −1; −1 1)/24
        TestFunction ellipse = TestFunction.ellipse(3, -2);
        BFGS bfgs = new BFGS().tolerance(1e-6).c2(0.1);
        int steps = ellipse.minimize(bfgs, 30);
        assertTrue(steps <= 12, "" + steps);
        assertEquals(0, ellipse.x(), 1e-6);
        Tensor h = bfgs.state(ellipse.weights()).get("inverse_hessian");
        float[] expected = {25 / 24f, -1 / 24f, -1 / 24f, 1 / 24f};
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], h.data()[i], 2e-2, "" + i);
        }
        assertEquals(h.get(0, 1), h.get(1, 0));
    }

    @Test
    void minimizesRosenbrocksFunction() {
        assertMinimizesRosenbrocksFunction(new BFGS());
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("BFGS: c1 and c2 must be 0 < c1 < c2 < 1, got 0.95 and 0.9", () -> new BFGS().c1(0.95));
        assertRefused("BFGS: c1 and c2 must be 0 < c1 < c2 < 1, got 1.0E-4 and 1.0", () -> new BFGS().c2(1));
        assertRefused("learning_rate must be a finite number, 0 or more, got -1.0", () -> new BFGS(-1));
    }

    @Test
    void rejectsNetworksThatAreTooLarge() {
        assertRefused(
                "BFGS: for 10001 weights it would keep 10001×10001 values; it takes up to 10000. Use LBFGS, which keeps 20"
                        + " values per weight.",
                () -> new BFGS().state(TestWeights.of(Tensor.zeros(10_001))));
    }
}
