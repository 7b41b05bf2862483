package dev.cornet.optimizers.schedules;

import dev.cornet.optimizers.OptimizerContract;
import org.junit.jupiter.api.Test;

final class ExponentialDecayTest extends ScheduleContract {
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
        OptimizerContract.assertRefused(
                "ExponentialDecay: initial_learning_rate must be 0 or more, got -0.1",
                () -> new ExponentialDecay(-0.1, 10, 0.5));
        OptimizerContract.assertRefused(
                "ExponentialDecay: decay_steps must be positive, got 0", () -> new ExponentialDecay(0.1, 0, 0.5));
        OptimizerContract.assertRefused(
                "ExponentialDecay: decay_rate must be 0 or more, got -0.5", () -> new ExponentialDecay(0.1, 10, -0.5));
    }
}
