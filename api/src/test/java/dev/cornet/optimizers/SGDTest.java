package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class SGDTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new SGD(0.1).momentum(0.9).nesterov(true).clipnorm(1);
    }

    @Test
    void matchesHandComputedValues() {
        // w = 1 − 0.1·0.5, then again
        assertSteps(new SGD(0.1), 1, 0.5f, 0.95, 0.9);
        // m = −0.05, then 0.9·(−0.05) − 0.05 = −0.095
        assertSteps(new SGD(0.1).momentum(0.9), 1, 0.5f, 0.95, 0.855);
        // m as above, but w += 0.9·m − 0.05: −0.095, then −0.1355
        assertSteps(new SGD(0.1).momentum(0.9).nesterov(true), 1, 0.5f, 0.905, 0.7695);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("SGD: momentum must be between 0 and 1, got 1.5", () -> new SGD().momentum(1.5));
    }
}
