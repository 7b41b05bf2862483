package dev.cornet.optimizers.schedules;

import dev.cornet.optimizers.OptimizerContract;
import org.junit.jupiter.api.Test;

final class InverseTimeDecayTest extends ScheduleContract {
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
        OptimizerContract.assertRefused(
                "InverseTimeDecay: initial_learning_rate must be 0 or more, got -0.1",
                () -> new InverseTimeDecay(-0.1, 10, 0.5));
        OptimizerContract.assertRefused(
                "InverseTimeDecay: decay_steps must be positive, got 0", () -> new InverseTimeDecay(0.1, 0, 0.5));
        OptimizerContract.assertRefused(
                "InverseTimeDecay: decay_rate must be 0 or more, got -0.5", () -> new InverseTimeDecay(0.1, 10, -0.5));
    }
}
