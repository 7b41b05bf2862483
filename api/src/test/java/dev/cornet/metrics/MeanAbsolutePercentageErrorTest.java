package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanAbsolutePercentageErrorTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new MeanAbsolutePercentageError();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MINIMIZE;
    }

    @Override
    Tensor targets() {
        return Tensor.of(new float[][] {{0.5f, -1, 2}, {1, 3, -0.25f}, {1, 1, 1}, {2, 2, 4}});
    }

    @Test
    void matchesHandComputedValues() {
        // 100·(|1.5 − 1| / 1 + |1 − 2| / 2) / 2 and 100·(|0 + 4| / 4 + 0) / 2
        Tensor t = Tensor.of(new float[][] {{1, 2}, {-4, 8}});
        assertResult(50, metric(), t, Tensor.of(new float[][] {{1.5f, 1}, {0, 8}}));
    }
}
