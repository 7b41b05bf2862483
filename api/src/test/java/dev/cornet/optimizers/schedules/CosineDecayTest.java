package dev.cornet.optimizers.schedules;

import dev.cornet.optimizers.OptimizerChecks;
import org.junit.jupiter.api.Test;

final class CosineDecayTest extends ScheduleChecks {
    @Override
    CosineDecay schedule() {
        return new CosineDecay(0.4, 10);
    }

    @Test
    void matchesHandComputedValues() {
        assertRates(schedule(), new long[] {0, 5, 10, 99}, 0.4, 0.2, 0, 0);
        // half of the rate remains at the end; in the middle it is 0.4·(0.5·0.5 + 0.5)
        assertRates(schedule().alpha(0.5), new long[] {0, 5, 10}, 0.4, 0.3, 0.2);
    }

    @Test
    void warmsUpFirst() {
        CosineDecay warm = new CosineDecay(0.1, 10).warmupTarget(0.5).warmupSteps(4);
        assertRates(warm, new long[] {0, 1, 4, 9, 14, 99}, 0.1, 0.2, 0.5, 0.25, 0, 0);
    }

    @Test
    void rejectsBadOptions() {
        OptimizerChecks.assertRefused(
                "CosineDecay: initial_learning_rate must be 0 or more, got -0.1", () -> new CosineDecay(-0.1, 10));
        OptimizerChecks.assertRefused(
                "CosineDecay: decay_steps must be positive, got 0", () -> new CosineDecay(0.1, 0));
        OptimizerChecks.assertRefused(
                "CosineDecay: alpha must be between 0 and 1, got 2.0", () -> new CosineDecay(0.1, 10).alpha(2));
        OptimizerChecks.assertRefused(
                "CosineDecay: warmup_target must be 0 or more, got -1.0",
                () -> new CosineDecay(0.1, 10).warmupTarget(-1));
        OptimizerChecks.assertRefused(
                "CosineDecay: warmup_steps must be 0 or more, got -1", () -> new CosineDecay(0.1, 10).warmupSteps(-1));
    }
}
