package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class AdamaxTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new Adamax(0.02).beta1(0.8).beta2(0.9);
    }

    @Test
    void matchesHandComputedValues() {
        // m = 0.05, u = 0.5: 0.1·0.05 / (0.1·0.5) = 0.1;  then m = 0.095, u = 0.5: 0.1·0.095 / (0.19·0.5)
        assertSteps(new Adamax(0.1).epsilon(0), 1, 0.5f, 0.9, 0.8);
        // u decays: 0.5·0.5 = 0.25 < |−0.5|
        assertSteps(new Adamax(0.1).beta2(0.5).epsilon(0), 1, -0.5f, 1.1, 1.2);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Adamax: beta_1 must be 0 or more and less than 1, got -0.1", () -> new Adamax().beta1(-0.1));
        assertRefused("Adamax: beta_2 must be 0 or more and less than 1, got 1.0", () -> new Adamax().beta2(1.0));
        assertRefused("Adamax: epsilon must be 0 or more, got -1.0", () -> new Adamax().epsilon(-1));
    }
}
