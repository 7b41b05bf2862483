package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanSquaredLogarithmicErrorTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new MeanSquaredLogarithmicError();
    }

    @Test
    void matchesHandComputedValues() {
        // log 1 = 0 and log 4 = 1.386294: row 0 (0 − 1.386294)²; row 1 counts −5 as 0
        assertLosses(
                loss(), Tensor.of(new float[][] {{0}, {-5}}), Tensor.of(new float[][] {{3}, {3}}), 1.921812, 1.921812);
    }

    @Test
    void isFlatBelowZero() {
        assertArrayEquals(
                new float[] {0},
                gradient(loss(), Tensor.of(new float[] {1}, 1, 1), Tensor.of(new float[] {-1}, 1, 1), new float[] {1}));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "mean_squared_logarithmic_error: targets of shape (2, 3) do not fit predictions of shape (2, 4);"
                        + " expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
