package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.after;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class F1ScoreTest {
    @Test
    void matchesHandComputedValues() {
        // the largest value of each row is positive: class 1 has P 1/2 and R 1, so 2/3; the others 0
        assertArrayEquals(
                new double[] {0, 2 / 3.0, 0}, after(new F1Score(), T, P, null).results(), 1e-6);
        assertResult(2 / 9.0, new F1Score().average("macro"), T, P);
        assertResult(0.5, new F1Score().average("micro"), T, P);
        assertResult(1 / 3.0, new F1Score().average("weighted"), T, P);
    }

    @Test
    void aRowOfZerosHasNoPositive() {
        assertResult(0, new F1Score().average("micro"), T, Tensor.zeros(2, 3));
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "F1Score: unknown average \"mean\"; known are micro, macro, weighted.",
                () -> new F1Score().average("mean"));
        assertRefused(
                "F1Score: threshold must be more than 0 and at most 1, got 0.0", () -> new F1Score().threshold(0));
    }
}
