package dev.cornet.optimizers.schedules;

import org.junit.jupiter.api.Test;

final class InverseTimeDecayTest extends ScheduleChecks {
    @Override
    InverseTimeDecay schedule() {
        return new InverseTimeDecay(0.8, 10, 0.5);
    }

    @Test
    void matchesHandComputedValues() {
        assertRates(schedule(), new long[] {0, 5, 10, 20}, 0.8, 0.8 / 1.25, 0.8 / 1.5, 0.4);
    }

    @Test
    void staircaseFallsInDiscreteSteps() {
        assertRates(
                new InverseTimeDecay(0.8, 10, 0.5).staircase(true),
                new long[] {0, 9, 10, 20},
                0.8,
                0.8,
                0.8 / 1.5,
                0.4);
    }

    @Test
    void rejectsBadOptions() {
        assertRefusesBadOptions("InverseTimeDecay", InverseTimeDecay::new);
    }
}
