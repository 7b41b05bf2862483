package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class R2ScoreTest {
    @Test
    void matchesHandComputedValues() {
        // t̄ = 2: 1 − (0 + 1 + 0) / (1 + 0 + 1) = 0.5
        Tensor t = Tensor.of(new float[] {1, 2, 3}, 3, 1);
        Tensor p = Tensor.of(new float[] {1, 3, 3}, 3, 1);
        assertResult(0.5, new R2Score(), t, p);
        // adjusted by one input: 1 − 0.5·2 / 1
        assertResult(0, new R2Score().numRegressors(1), t, p);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "R2Score: class_aggregation must be uniform_average, variance_weighted_average or none, got mean",
                () -> new R2Score().classAggregation("mean"));
        assertRefused("R2Score: num_regressors must be 0 or more, got -1", () -> new R2Score().numRegressors(-1));
    }
}
