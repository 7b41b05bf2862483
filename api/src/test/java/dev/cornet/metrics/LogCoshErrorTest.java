package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class LogCoshErrorTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new LogCoshError();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Test
    void matchesHandComputedValues() {
        assertResult((0.00083 + 0.21853) / 2, metric(), T, P);
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "logcosh: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> metric().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
