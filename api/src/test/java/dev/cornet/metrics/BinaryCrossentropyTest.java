package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.LOGITS;
import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;
import static dev.cornet.metrics.MetricChecks.assertSameResult;

import dev.cornet.losses.Logits;
import org.junit.jupiter.api.Test;

final class BinaryCrossentropyTest {
    @Test
    void matchesHandComputedValues() {
        assertResult((0.03420 + 1.33913) / 2, new BinaryCrossentropy(), T, P);
    }

    @Test
    void acceptsLogits() {
        assertSameResult(
                new BinaryCrossentropy(), Logits.sigmoid(LOGITS), new BinaryCrossentropy().fromLogits(true), LOGITS, T);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "BinaryCrossentropy: label_smoothing must be between 0 and 1, got -0.1",
                () -> new BinaryCrossentropy().labelSmoothing(-0.1));
    }
}
