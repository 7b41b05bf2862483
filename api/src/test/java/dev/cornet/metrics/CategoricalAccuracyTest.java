package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class CategoricalAccuracyTest {
    @Test
    void matchesHandComputedValues() {
        assertResult(0.5, new CategoricalAccuracy(), T, P);
    }

    @Test
    void rejectsClassNumbers() {
        assertRefused(
                "categorical_accuracy: targets of shape (2) do not fit predictions of shape (2, 3); expected (2, 3)."
                        + " The targets look like class numbers: use sparse_categorical_accuracy.",
                () -> new CategoricalAccuracy().checkTargets(Tensor.zeros(2), P));
    }
}
