package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class TopKCategoricalAccuracyTest {
    @Test
    void matchesHandComputedValues() {
        // in the second row class 2 ties with class 0 for the second place, so it is among the top 2
        assertResult(1, new TopKCategoricalAccuracy().k(2), T, P);
        assertResult(0.5, new TopKCategoricalAccuracy().k(1), T, P);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("TopKCategoricalAccuracy: k must be 1 or more, got 0", () -> new TopKCategoricalAccuracy().k(0));
    }

    @Test
    void rejectsClassNumbers() {
        assertRefused(
                "top_k_categorical_accuracy: targets of shape (2) do not fit predictions of shape (2, 3); expected"
                        + " (2, 3). The targets look like class numbers: use sparse_top_k_categorical_accuracy.",
                () -> new TopKCategoricalAccuracy().k(2).checkTargets(Tensor.zeros(2), P));
    }
}
