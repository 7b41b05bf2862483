package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class BinaryAccuracyTest {
    @Test
    void matchesHandComputedValues() {
        // 3 of 3 values correct, then 1 of 3 (0.8 is predicted as 1, 0.1 as 0)
        assertResult((1 + 1 / 3.0) / 2, new BinaryAccuracy(), T, P);
    }

    @Test
    void aValueAtTheThresholdIsNegative() {
        assertResult(1, new BinaryAccuracy(), Tensor.zeros(1), Tensor.of(new float[] {0.5f}, 1, 1));
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "BinaryAccuracy: threshold must be between 0 and 1, got 1.5",
                () -> new BinaryAccuracy().threshold(1.5));
    }
}
