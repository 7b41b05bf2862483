package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.assertLosses;
import static dev.cornet.losses.LossChecks.gradient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class MeanSquaredLogarithmicErrorTest {
    @Test
    void matchesHandComputedValues() {
        // log 1 = 0 and log 4 = 1.386294: row 0 (0 − 1.386294)²; row 1 counts −5 as 0
        assertLosses(
                new MeanSquaredLogarithmicError(),
                Tensor.of(new float[][] {{0}, {-5}}),
                Tensor.of(new float[][] {{3}, {3}}),
                1.921812,
                1.921812);
    }

    @Test
    void isFlatBelowZero() {
        assertArrayEquals(
                new float[] {0},
                gradient(
                        new MeanSquaredLogarithmicError(),
                        Tensor.of(new float[] {1}, 1, 1),
                        Tensor.of(new float[] {-1}, 1, 1),
                        new float[] {1}));
    }
}
