package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class RMSpropTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new RMSprop(0.01).rho(0.8).momentum(0.5).centered(true);
    }

    @Test
    void matchesHandComputedValues() {
        // v = 0.1·0.25 = 0.025: w = 1 − 0.01·0.5 / √0.025;  then v = 0.0475
        assertSteps(new RMSprop(0.01).epsilon(0), 1, 0.5f, 1 - 0.031622777, 1 - 0.031622777 - 0.022941573);
        // centered: a = 0.05, v − a² = 0.0225
        assertSteps(new RMSprop(0.01).epsilon(0).centered(true), 1, 0.5f, 1 - 0.033333333);
        // momentum: m = 0.5·0.031622777 + 0.022941573 in the second step
        assertSteps(new RMSprop(0.01).epsilon(0).momentum(0.5), 1, 0.5f, 0.968377223, 0.968377223 - 0.038752962);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("RMSprop: rho must be between 0 and 1, got -0.1", () -> new RMSprop().rho(-0.1));
        assertRefused("RMSprop: momentum must be between 0 and 1, got 2.0", () -> new RMSprop().momentum(2));
        assertRefused("RMSprop: epsilon must be 0 or more, got -1.0", () -> new RMSprop().epsilon(-1));
    }
}
