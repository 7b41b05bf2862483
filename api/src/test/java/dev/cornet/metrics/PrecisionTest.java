package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;

import org.junit.jupiter.api.Test;

final class PrecisionTest {
    @Test
    void matchesHandComputedValues() {
        // above 0.5: (0, 1) is correct, (1, 1) wrong
        assertResult(0.5, new Precision(), T, P);
        // the two largest of each row, of equal values the first: (0, 1) correct, (0, 0), (1, 1), (1, 0) wrong
        assertResult(0.25, new Precision().topK(2), T, P);
    }

    @Test
    void countsOnlyTheChosenColumn() {
        assertResult(0.5, new Precision().classId(1), T, P);
        assertResult(0, new Precision().classId(2), T, P); // no positive prediction: 0 / 0
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "Precision: thresholds must be between 0 and 1, got [0.5, 1.5]",
                () -> new Precision().thresholds(0.5, 1.5));
        assertRefused("Precision: thresholds must ascend, got [0.5, 0.2]", () -> new Precision().thresholds(0.5, 0.2));
        assertRefused("Precision: expected at least one threshold, got []", () -> new Precision().thresholds());
        assertRefused("Precision: top_k must be 1 or more, got 0", () -> new Precision().topK(0));
        assertRefused("Precision: class_id must be 0 or more, got -1", () -> new Precision().classId(-1));
        assertRefused(
                "Precision: class_id 3 lies outside the 3 outputs, 0 to 2",
                () -> new Precision().classId(3).checkTargets(T, P));
    }
}
