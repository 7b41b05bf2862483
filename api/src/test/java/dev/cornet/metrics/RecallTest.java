package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.after;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class RecallTest {
    @Test
    void matchesHandComputedValues() {
        // two labels of 1, of which (0, 1) is found
        assertResult(0.5, new Recall(), T, P);
        assertResult(1, new Recall().topK(3), T, P);
        assertArrayEquals(
                new double[] {1, 0.5},
                after(new Recall().thresholds(0.05, 0.5), T, P, null).results());
    }

    @Test
    void countsOnlyTheChosenColumn() {
        assertResult(1, new Recall().classId(1), T, P);
        assertResult(0, new Recall().classId(2), T, P);
    }

    /** Predictions of shape (n) are one column, in which each value is the largest of its row. */
    @Test
    void topKOfOneColumnIsEachValue() {
        Tensor labels = Tensor.of(new float[] {1, 1}, 2);
        assertResult(1, new Recall().topK(1), labels, Tensor.of(new float[] {0.9f, 0.2f}, 2));
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "Recall: thresholds must be between 0 and 1, got [0.5, 1.5]", () -> new Recall().thresholds(0.5, 1.5));
        assertRefused("Recall: thresholds must ascend, got [0.5, 0.2]", () -> new Recall().thresholds(0.5, 0.2));
        assertRefused("Recall: expected at least one threshold, got []", () -> new Recall().thresholds());
        assertRefused("Recall: top_k must be 1 or more, got 0", () -> new Recall().topK(0));
        assertRefused("Recall: class_id must be 0 or more, got -1", () -> new Recall().classId(-1));
        assertRefused(
                "Recall: class_id 3 lies outside the 3 outputs, 0 to 2",
                () -> new Recall().classId(3).checkTargets(T, P));
    }
}
