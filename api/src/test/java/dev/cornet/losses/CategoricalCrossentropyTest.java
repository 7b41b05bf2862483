package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.T;
import static dev.cornet.losses.LossChecks.assertLosses;
import static dev.cornet.losses.LossChecks.checkGradient;
import static dev.cornet.losses.LossChecks.checkGradientFromLogits;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class CategoricalCrossentropyTest {
    @Test
    void smoothsLabels() {
        // s = 0.3, n = 3: t' = (0.1, 0.8, 0.1); l = −0.8·log 0.5 − 0.2·log 0.25
        Tensor p = Tensor.of(new float[][] {{0.25f, 0.5f, 0.25f}});
        Tensor t = T.rows(0, 1);
        assertLosses(new CategoricalCrossentropy().labelSmoothing(0.3), t, p, 0.8 * Math.log(2) + 0.2 * Math.log(4));
    }

    @Test
    void countsARowOfZerosAsWrong() {
        // Keras divides 0 by 0 here, which gives NaN. The probability 0 is limited to ε: −log 10⁻⁷
        assertLosses(new CategoricalCrossentropy(), T.rows(0, 1), Tensor.zeros(1, 3), 16.118096);
    }

    /** As in Keras, the loss is NaN for all targets, including a row of zeros. */
    @Test
    void aRowOfNaNGivesNaN() {
        Tensor p = Tensor.of(new float[][] {{Float.NaN, Float.NaN, Float.NaN}});
        Tensor none = Tensor.zeros(1, 3);
        assertLosses(new CategoricalCrossentropy(), none, p, Double.NaN);
        assertLosses(new CategoricalCrossentropy().fromLogits(true), none, p, Double.NaN);
        assertLosses(new CategoricalCrossentropy(), T.rows(0, 1), p, Double.NaN);
    }

    @Test
    void softLabelsNeedNotSumToOne() {
        // TensorFlow's gradient assumes Σt = 1; this one is the true derivative.
        Tensor t = Tensor.of(new float[][] {{0.5f, 0.75f, 0.25f}, {0.1f, 0, 0.2f}});
        checkGradientFromLogits(new CategoricalCrossentropy().fromLogits(true), t);
        checkGradient(new CategoricalCrossentropy(), t, LossChecks.AWAY_FROM_KINKS);
        new CategoricalCrossentropy().checkTargets(t, LossChecks.AWAY_FROM_KINKS);
    }
}
