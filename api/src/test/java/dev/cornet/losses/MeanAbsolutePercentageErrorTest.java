package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.assertLosses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanAbsolutePercentageErrorTest {
    @Test
    void matchesHandComputedValues() {
        // row 0: 100·(|1.5 − 1| / 1 + |1 − 2| / 2) / 2;  row 1: 100·(|0 + 4| / 4 + 0) / 2
        Tensor t = Tensor.of(new float[][] {{1, 2}, {-4, 8}});
        assertLosses(new MeanAbsolutePercentageError(), t, Tensor.of(new float[][] {{1.5f, 1}, {0, 8}}), 50, 50);
    }
}
