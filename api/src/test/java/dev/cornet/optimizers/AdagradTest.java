package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class AdagradTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new Adagrad(0.1).initialAccumulatorValue(0.2).epsilon(0.01);
    }

    @Test
    void matchesHandComputedValues() {
        // a = 0 + 0.25: 0.1·0.5 / 0.5 = 0.1;  a = 0.5: 0.05 / √0.5
        assertSteps(new Adagrad(0.1).initialAccumulatorValue(0).epsilon(0), 1, 0.5f, 0.9, 0.9 - 0.070710678);
        // initial a = 0.1: 0.05 / √0.35
        assertSteps(new Adagrad(0.1).epsilon(0), 1, 0.5f, 1 - 0.084515425);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "Adagrad: initial_accumulator_value must be 0 or more, got -0.1",
                () -> new Adagrad().initialAccumulatorValue(-0.1));
        assertRefused("Adagrad: epsilon must be 0 or more, got -1.0", () -> new Adagrad().epsilon(-1));
    }
}
