package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanAbsolutePercentageErrorTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new MeanAbsolutePercentageError();
    }

    @Override
    Tensor targets() {
        return Tensor.of(new float[][] {{0.5f, -1, 2}, {1, 3, -0.25f}});
    }

    @Test
    void matchesHandComputedValues() {
        // row 0: 100·(|1.5 − 1| / 1 + |1 − 2| / 2) / 2;  row 1: 100·(|0 + 4| / 4 + 0) / 2
        Tensor t = Tensor.of(new float[][] {{1, 2}, {-4, 8}});
        assertLosses(loss(), t, Tensor.of(new float[][] {{1.5f, 1}, {0, 8}}), 50, 50);
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "mean_absolute_percentage_error: targets of shape (2, 3) do not fit predictions of shape (2, 4);"
                        + " expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
