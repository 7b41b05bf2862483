package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class AUCTest {
    @Test
    void matchesHandComputedValues() {
        // of the 4 pairs of a label 1 and a label 0, three are ordered correctly: 0.9 > 0.5, 0.9 > 0.1, 0.3 > 0.1
        Tensor t = Tensor.of(new float[] {1, 0, 1, 0}, 4, 1);
        Tensor p = Tensor.of(new float[] {0.9f, 0.5f, 0.3f, 0.1f}, 4, 1);
        assertResult(0.75, new AUC(), t, p);
        // points (fp, tp) from right to left: (1, 1), (½, 1), (½, ½), (0, ½), (0, 0)
        assertResult(0.5 * 0.5 + 0.5 * 1, new AUC().summationMethod("minoring"), t, p);
    }

    @Test
    void acceptsLogits() {
        Tensor t = Tensor.of(new float[] {1, 0, 1, 0}, 4, 1);
        Tensor z = Tensor.of(new float[] {2, 0, -1, -3}, 4, 1);
        assertResult(0.75, new AUC().fromLogits(true), t, z);
    }

    @Test
    void aWeightedColumnCountsMore() {
        Tensor t = Tensor.of(new float[][] {{1, 1}, {0, 0}});
        Tensor p = Tensor.of(new float[][] {{0.9f, 0.1f}, {0.1f, 0.9f}});
        assertResult((3 * 1 + 1 * 0) / 4.0, new AUC().multiLabel(true).labelWeights(3, 1), t, p);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused("AUC: num_thresholds must be 2 or more, got 1", () -> new AUC().numThresholds(1));
        assertRefused("AUC: unknown curve \"DET\"; known are roc, pr, prgain.", () -> new AUC().curve("DET"));
        assertRefused(
                "AUC: unknown summation_method \"exact\"; known are interpolation, minoring, majoring.",
                () -> new AUC().summationMethod("exact"));
        assertRefused("AUC: num_labels is for multi_label only, got 3", () -> new AUC().numLabels(3));
        assertRefused(
                "AUC: thresholds must ascend between 0 and 1, got [0.5, 0.25]", () -> new AUC().thresholds(0.5, 0.25));
        assertRefused(
                "AUC: expected a label weight for each of the 3 outputs, got [1.0]",
                () -> new AUC().labelWeights(1).checkTargets(T, P));
        assertRefused(
                "AUC: num_labels is 2, but there are 3 outputs",
                () -> new AUC().multiLabel(true).numLabels(2).checkTargets(T, P));
    }
}
