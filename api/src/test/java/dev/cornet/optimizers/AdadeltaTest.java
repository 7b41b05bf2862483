package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class AdadeltaTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new Adadelta(0.5).rho(0.8).epsilon(0.001);
    }

    @Test
    void matchesHandComputedValues() {
        // a = 0.5·0.25 = 0.125, d = −√0.01·0.5 / √0.135 = −0.13608276;  b = 0.5·0.0185185
        // then a = 0.1875, d = −√0.01925926·0.5 / √0.1975 = −0.15613703
        assertSteps(new Adadelta(1.0).rho(0.5).epsilon(0.01), 1, 0.5f, 0.86391724, 0.86391724 - 0.15613703);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("Adadelta: rho must be between 0 and 1, got 1.1", () -> new Adadelta().rho(1.1));
        assertRefused("Adadelta: epsilon must be 0 or more, got -1.0", () -> new Adadelta().epsilon(-1));
    }
}
