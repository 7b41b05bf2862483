package dev.cornet.optimizers.schedules;

import org.junit.jupiter.api.Test;

final class ExponentialDecayTest extends ScheduleChecks {
    @Override
    ExponentialDecay schedule() {
        return new ExponentialDecay(0.8, 10, 0.5);
    }

    @Test
    void matchesHandComputedValues() {
        assertRates(schedule(), new long[] {0, 5, 10, 20}, 0.8, 0.8 * 0.7071067811865476, 0.4, 0.2);
    }

    @Test
    void staircaseFallsInDiscreteSteps() {
        assertRates(new ExponentialDecay(0.8, 10, 0.5).staircase(true), new long[] {0, 9, 10, 20}, 0.8, 0.8, 0.4, 0.2);
    }

    @Test
    void rejectsBadOptions() {
        assertRefusesBadOptions("ExponentialDecay", ExponentialDecay::new);
    }
}
