package dev.cornet.optimizers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LionTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new Lion(0.02).beta1(0.8).beta2(0.9);
    }

    @Test
    void matchesHandComputedValues() {
        // each step has length η, for gradients of any size
        assertSteps(new Lion(0.1), 1, 0.5f, 0.9, 0.8);
        assertSteps(new Lion(0.1), 1, -1e-30f, 1.1, 1.2);
        assertSteps(new Lion(0.1), 1, 0, 1, 1);
    }

    @Test
    void theMeanOfGradientsDeterminesTheSign() {
        // m = 0.01·1 = 0.01 after the first step; then 0.9·0.01 − 0.1·0.05 > 0, m = 0.0094;
        // then 0.9·0.0094 − 0.1·0.2 < 0
        List<Variable> weights = TestWeights.of(Tensor.of(new float[] {1}, 1));
        Optimizer lion = new Lion(0.1);
        float[] gradients = {1, -0.05f, -0.2f};
        float[] expected = {0.9f, 0.8f, 0.9f};
        for (int step = 0; step < 3; step++) {
            lion.apply(weights, List.of(Tensor.of(new float[] {gradients[step]}, 1)));
            assertEquals(expected[step], weights.get(0).mutableValue().get(0), 1e-6);
        }
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Lion: beta_1 must be more than 0 and at most 1, got 0.0", () -> new Lion().beta1(0));
        assertRefused("Lion: beta_2 must be between 0 and 1, got 2.0", () -> new Lion().beta2(2));
    }
}
