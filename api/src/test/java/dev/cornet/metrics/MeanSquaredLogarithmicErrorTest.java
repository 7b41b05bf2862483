package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanSquaredLogarithmicErrorTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new MeanSquaredLogarithmicError();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Test
    void matchesHandComputedValues() {
        // (log 1 − log 4)² = 1.921812 and (log 2 − log 2)² = 0
        Tensor t = Tensor.of(new float[][] {{0}, {1}});
        assertResult(1.921812 / 2, metric(), t, Tensor.of(new float[][] {{3}, {1}}));
    }
}
