package dev.cornet.optimizers.schedules;

import dev.cornet.optimizers.OptimizerChecks;
import org.junit.jupiter.api.Test;

final class CosineDecayRestartsTest extends ScheduleChecks {
    @Override
    CosineDecayRestarts schedule() {
        return new CosineDecayRestarts(0.4, 10);
    }

    @Test
    void matchesHandComputedValues() {
        // periods of 10, 20 and 40 steps
        assertRates(schedule(), new long[] {0, 5, 10, 20, 30, 50}, 0.4, 0.2, 0.4, 0.2, 0.4, 0.2);
        assertRates(schedule().tMul(1).mMul(0.5), new long[] {0, 10, 15, 20}, 0.4, 0.2, 0.1, 0.1);
        assertRates(schedule().alpha(0.5), new long[] {0, 5}, 0.4, 0.3);
    }

    @Test
    void rejectsBadOptions() {
        OptimizerChecks.assertRefused(
                "CosineDecayRestarts: initial_learning_rate must be 0 or more, got -0.1",
                () -> new CosineDecayRestarts(-0.1, 10));
        OptimizerChecks.assertRefused(
                "CosineDecayRestarts: first_decay_steps must be positive, got 0",
                () -> new CosineDecayRestarts(0.1, 0));
        OptimizerChecks.assertRefused(
                "CosineDecayRestarts: t_mul must be 1 or more, got 0.5",
                () -> new CosineDecayRestarts(0.1, 10).tMul(0.5));
        OptimizerChecks.assertRefused(
                "CosineDecayRestarts: m_mul must be 0 or more, got -1.0",
                () -> new CosineDecayRestarts(0.1, 10).mMul(-1));
        OptimizerChecks.assertRefused(
                "CosineDecayRestarts: alpha must be between 0 and 1, got -1.0",
                () -> new CosineDecayRestarts(0.1, 10).alpha(-1));
    }
}
