package dev.cornet.optimizers.schedules;

import dev.cornet.optimizers.OptimizerChecks;
import org.junit.jupiter.api.Test;

final class PiecewiseConstantDecayTest extends ScheduleChecks {
    @Override
    PiecewiseConstantDecay schedule() {
        return new PiecewiseConstantDecay(new int[] {3, 6}, new double[] {0.4, 0.2, 0.1});
    }

    @Test
    void matchesHandComputedValues() {
        assertRates(schedule(), new long[] {0, 3, 4, 6, 7, 99}, 0.4, 0.4, 0.2, 0.2, 0.1, 0.1);
    }

    @Test
    void rejectsBadOptions() {
        OptimizerChecks.assertRefused(
                "PiecewiseConstantDecay: expected one more value than boundaries, got boundaries [3] and values [0.1]",
                () -> new PiecewiseConstantDecay(new int[] {3}, new double[] {0.1}));
        OptimizerChecks.assertRefused(
                "PiecewiseConstantDecay: boundaries must ascend, got [3, 3]",
                () -> new PiecewiseConstantDecay(new int[] {3, 3}, new double[] {1, 2, 3}));
        OptimizerChecks.assertRefused(
                "PiecewiseConstantDecay: values must be 0 or more, got [0.1, -0.1]",
                () -> new PiecewiseConstantDecay(new int[] {3}, new double[] {0.1, -0.1}));
    }
}
