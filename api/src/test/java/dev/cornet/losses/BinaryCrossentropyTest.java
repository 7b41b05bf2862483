package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.P;
import static dev.cornet.losses.LossChecks.assertLosses;
import static dev.cornet.losses.LossChecks.assertRefused;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class BinaryCrossentropyTest {
    private static final RowLoss<?> LOSS = new BinaryCrossentropy().labelSmoothing(0.2);

    @Test
    void smoothsLabels() {
        // s = 0.2: t' = 0.9; l = −0.9·log 0.75 − 0.1·log 0.25
        Tensor p = Tensor.of(new float[] {0.75f}, 1, 1);
        Tensor t = Tensor.of(new float[] {1}, 1, 1);
        assertLosses(LOSS, t, p, -0.9 * Math.log(0.75) - 0.1 * Math.log(0.25));
    }

    @Test
    void acceptsAVectorInPlaceOfAColumn() {
        LOSS.checkTargets(Tensor.zeros(2), Tensor.zeros(2, 1));
    }

    @Test
    void acceptsScaledImagesWithRoundingErrors() {
        LOSS.checkTargets(Tensor.of(new float[] {1.0000001f, -0.0000001f}, 2), Tensor.zeros(2, 1));
    }

    @Test
    void rejectsClassNumbers() {
        assertRefused(
                "binary_crossentropy: targets of shape (2) do not fit predictions of shape (2, 3); expected (2, 3)."
                        + " The targets look like class numbers: use sparse_categorical_crossentropy, or give the"
                        + " last layer one unit.",
                () -> LOSS.checkTargets(Tensor.zeros(2), P));
    }

    @Test
    void rejectsLabelsOutsideZeroToOne() {
        String message =
                "binary_crossentropy: the target of row 1 is %s; expected a label or probability from 0 to 1. Labels"
                        + " of -1 and 1 are for hinge; images are scaled to 0 … 1.";
        Tensor p = Tensor.zeros(2, 1);
        assertRefused(String.format(message, "-1"), () -> LOSS.checkTargets(Tensor.of(new float[] {1, -1}, 2), p));
        assertRefused(String.format(message, "255"), () -> LOSS.checkTargets(Tensor.of(new float[] {1, 255}, 2, 1), p));
        assertRefused(
                String.format(message, "NaN"), () -> LOSS.checkTargets(Tensor.of(new float[] {1, Float.NaN}, 2), p));
    }
}
