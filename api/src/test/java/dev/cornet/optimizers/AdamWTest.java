package dev.cornet.optimizers;

import org.junit.jupiter.api.Test;

final class AdamWTest extends OptimizerChecks {
    @Override
    Optimizer optimizer() {
        return new AdamW(0.02).weightDecay(0.1).beta1(0.8);
    }

    @Test
    void matchesHandComputedValues() {
        // w = 2·(1 − 0.1·0.5) − 0.1, then w = 1.8·0.95 − 0.1
        assertSteps(new AdamW(0.1).weightDecay(0.5).epsilon(0), 2, 0.5f, 1.8, 1.61);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("AdamW: weight_decay must be 0 or more, got -1.0", () -> new AdamW().weightDecay(-1));
        assertRefused("AdamW: beta_1 must be 0 or more and less than 1, got 1.5", () -> new AdamW().beta1(1.5));
    }
}
