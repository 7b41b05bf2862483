package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanAbsoluteErrorTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new MeanAbsoluteError();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Test
    void matchesHandComputedValues() {
        assertResult((0.03333 + 0.6) / 2, metric(), T, P);
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "mean_absolute_error: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> metric().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
