package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class NadamTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new Nadam(0.02).beta1(0.8).beta2(0.9);
    }

    @Test
    void matchesHandComputedValues() {
        // β₁ = 0.5: μ₁ = 0.5·(1 − 0.48) = 0.26, μ₂ = 0.5·(1 − 0.4608) = 0.2696, Π₁ = 0.26, Π₂ = 0.070096
        // m = 0.25, m̂ = 0.2696·0.25 / 0.929904 + 0.74·0.5 / 0.74 = 0.57248060;  √(v / (1 − β₂)) = 0.5
        assertSteps(new Nadam(0.1).beta1(0.5).epsilon(0), 1, 0.5f, 1 - 0.1 * 0.57248060 / 0.5);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Nadam: beta_1 must be 0 or more and less than 1, got 1.0", () -> new Nadam().beta1(1.0));
        assertRefused("Nadam: beta_2 must be 0 or more and less than 1, got 1.0", () -> new Nadam().beta2(1.0));
        assertRefused("Nadam: epsilon must be 0 or more, got -1.0", () -> new Nadam().epsilon(-1));
    }
}
