package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class FalseNegativesTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new FalseNegatives().thresholds(0.2, 0.45);
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Test
    void matchesHandComputedValues() {
        assertResult(1, new FalseNegatives(), T, P);
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "false_negatives: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> metric().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
