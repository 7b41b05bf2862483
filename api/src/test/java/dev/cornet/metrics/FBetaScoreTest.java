package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.after;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

final class FBetaScoreTest {
    @Test
    void matchesHandComputedValues() {
        // class 1: P 1/2, R 1, so 5·½ / (4·½ + 1) = 5/6
        assertArrayEquals(
                new double[] {0, 5 / 6.0, 0},
                after(new FBetaScore().beta(2), T, P, null).results(),
                1e-6);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("FBetaScore: beta must be positive, got 0.0", () -> new FBetaScore().beta(0));
    }
}
