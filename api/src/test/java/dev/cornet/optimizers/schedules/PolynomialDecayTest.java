package dev.cornet.optimizers.schedules;

import dev.cornet.optimizers.OptimizerChecks;
import org.junit.jupiter.api.Test;

final class PolynomialDecayTest extends ScheduleChecks {
    @Override
    PolynomialDecay schedule() {
        return new PolynomialDecay(0.5, 10);
    }

    @Test
    void matchesHandComputedValues() {
        PolynomialDecay linear = schedule().endLearningRate(0.1);
        assertRates(linear, new long[] {0, 5, 10, 11}, 0.5, 0.3, 0.1, 0.1);
        // 0.4·0.5² + 0.1
        assertRates(linear.power(2), new long[] {5}, 0.2);
    }

    @Test
    void cycleRaisesTheRateAfterEachMultiple() {
        // after step 10 the decay takes 20 steps instead of 10, counted from step 0; after step 20 it takes 30
        PolynomialDecay cycle = schedule().endLearningRate(0.1).cycle(true);
        assertRates(cycle, new long[] {0, 10, 15, 20, 25}, 0.5, 0.1, 0.2, 0.1, 0.1 + 0.4 * 5 / 30);
    }

    @Test
    void rejectsBadOptions() {
        OptimizerChecks.assertRefused(
                "PolynomialDecay: initial_learning_rate must be 0 or more, got -0.1",
                () -> new PolynomialDecay(-0.1, 10));
        OptimizerChecks.assertRefused(
                "PolynomialDecay: decay_steps must be positive, got -1", () -> new PolynomialDecay(0.1, -1));
        OptimizerChecks.assertRefused(
                "PolynomialDecay: end_learning_rate must be 0 or more, got -1.0",
                () -> new PolynomialDecay(0.1, 10).endLearningRate(-1));
    }
}
