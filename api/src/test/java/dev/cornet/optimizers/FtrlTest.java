package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class FtrlTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new Ftrl(0.1)
                .l1RegularizationStrength(0.01)
                .l2RegularizationStrength(0.02)
                .beta(0.1);
    }

    @Test
    void matchesHandComputedValues() {
        // a = 0, a' = 0.25, √a' = 0.5: z = 0.5 − 0.5 / 0.1·1 = −4.5;  w = 4.5 / (0.5 / 0.1)
        assertSteps(new Ftrl(0.1).initialAccumulatorValue(0), 1, 0.5f, 0.9);
        // λ₁ = 1 reduces |z| by 1, λ₂ = 0.5 adds 1 to the divisor
        assertSteps(new Ftrl(0.1).initialAccumulatorValue(0).l1RegularizationStrength(1), 1, 0.5f, 0.7);
        assertSteps(new Ftrl(0.1).initialAccumulatorValue(0).l2RegularizationStrength(0.5), 1, 0.5f, 0.75);
    }

    @Test
    void aLargeL1PenaltyKeepsAWeightAtZero() {
        assertSteps(new Ftrl(0.1).l1RegularizationStrength(10), 0, 0.5f, 0, 0, 0);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Ftrl: learning_rate_power must be 0 or less, got 0.5", () -> new Ftrl().learningRatePower(0.5));
        assertRefused(
                "Ftrl: initial_accumulator_value must be 0 or more, got -1.0",
                () -> new Ftrl().initialAccumulatorValue(-1));
        assertRefused(
                "Ftrl: l1_regularization_strength must be 0 or more, got -1.0",
                () -> new Ftrl().l1RegularizationStrength(-1));
        assertRefused(
                "Ftrl: l2_regularization_strength must be 0 or more, got -1.0",
                () -> new Ftrl().l2RegularizationStrength(-1));
        assertRefused(
                "Ftrl: l2_shrinkage_regularization_strength must be 0 or more, got -1.0",
                () -> new Ftrl().l2ShrinkageRegularizationStrength(-1));
    }
}
