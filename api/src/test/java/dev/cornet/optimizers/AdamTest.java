package dev.cornet.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdamTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new Adam(0.02).beta1(0.8).beta2(0.9).amsgrad(true).globalClipnorm(1);
    }

    @Test
    void matchesHandComputedValues() {
        // m = 0.05, v = 0.00025; α = 0.1·√0.001 / 0.1: the first step has length η for any gradient
        assertSteps(new Adam(0.1).epsilon(0), 1, 0.5f, 0.9, 0.8);
        // ε = 1: 0.1·√0.001 / 0.1·0.05 / (√0.00025 + 1)
        assertSteps(new Adam(0.1).epsilon(1), 1, 0.5f, 1 - 0.03162278 * 0.05 / 1.01581139);
    }

    @Test
    void amsgradKeepsTheLargestSquare() {
        List<Variable> weights = TestWeights.of(Tensor.zeros(1));
        Optimizer adam = new Adam(0.1).beta2(0.5).amsgrad(true);
        adam.apply(weights, List.of(Tensor.of(new float[] {1}, 1)));
        adam.apply(weights, List.of(Tensor.of(new float[] {0}, 1)));
        // v is 0.5, then 0.25; v̂ stays 0.5
        assertEquals(0.25f, adam.state(weights).get("velocity/dense/kernel").get(0));
        assertEquals(0.5f, adam.state(weights).get("velocity_hat/dense/kernel").get(0));
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Adam: beta_1 must be 0 or more and less than 1, got 1.0", () -> new Adam().beta1(1.0));
        assertRefused("Adam: beta_2 must be 0 or more and less than 1, got -0.5", () -> new Adam().beta2(-0.5));
        assertRefused("Adam: epsilon must be 0 or more, got -1.0", () -> new Adam().epsilon(-1));
    }
}
