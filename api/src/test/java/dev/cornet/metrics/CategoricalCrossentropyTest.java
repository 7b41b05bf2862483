package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.LOGITS;
import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;
import static dev.cornet.metrics.MetricChecks.assertSameResult;

import dev.cornet.losses.Logits;
import org.junit.jupiter.api.Test;

final class CategoricalCrossentropyTest {
    @Test
    void matchesHandComputedValues() {
        assertResult((0.05129 + 2.30259) / 2, new CategoricalCrossentropy(), T, P);
    }

    @Test
    void acceptsLogits() {
        assertSameResult(
                new CategoricalCrossentropy(),
                Logits.softmax(LOGITS),
                new CategoricalCrossentropy().fromLogits(true),
                LOGITS,
                T);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "CategoricalCrossentropy: label_smoothing must be between 0 and 1, got -0.1",
                () -> new CategoricalCrossentropy().labelSmoothing(-0.1));
    }
}
