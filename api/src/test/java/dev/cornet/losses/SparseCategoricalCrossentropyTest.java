package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.P;
import static dev.cornet.losses.LossChecks.T;
import static dev.cornet.losses.LossChecks.assertLosses;
import static dev.cornet.losses.LossChecks.assertRefused;
import static dev.cornet.losses.LossChecks.gradient;
import static dev.cornet.losses.LossChecks.scales;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SparseCategoricalCrossentropyTest {
    private static final RowLoss<?> LOSS = new SparseCategoricalCrossentropy().reduction("none");

    @Test
    void matchesHandComputedValues() {
        assertLosses(LOSS, Tensor.of(new int[] {1, 2}), P, 0.05129, 2.30259);
    }

    @Test
    void ignoresRowsOfTheIgnoredClass() {
        RowLoss<?> loss = new SparseCategoricalCrossentropy().ignoreClass(-1);
        Tensor t = Tensor.of(new int[] {1, -1}, 2);
        loss.checkTargets(t, P);
        assertLosses(loss, t, P, 0.05129, 0);
        assertArrayEquals(new float[] {1, 0}, scales(loss, t, P, null));
        float[] dp = gradient(loss, t, P, new float[] {1, 1});
        assertArrayEquals(new float[3], Arrays.copyOfRange(dp, 3, 6));
        assertNull(loss.fromLogitsVariant("softmax")); // Keras then computes from probabilities
    }

    @Test
    void acceptsLabelsOfAnyRank() {
        for (Tensor t : List.of(Tensor.zeros(2), Tensor.zeros(2, 1))) {
            LOSS.checkTargets(t, P);
        }
        for (Tensor t : List.of(Tensor.zeros(2, 5), Tensor.zeros(2, 5, 1))) {
            LOSS.checkTargets(t, Tensor.zeros(2, 5, 3));
        }
    }

    @Test
    void rejectsOneHotTargets() {
        assertRefused(
                "sparse_categorical_crossentropy: targets of shape (2, 3) do not fit predictions of shape (2, 3);"
                        + " expected (2). The targets look one-hot: use categorical_crossentropy, or give the class"
                        + " numbers themselves.",
                () -> LOSS.checkTargets(T, P));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "sparse_categorical_crossentropy: targets of shape (3) do not fit predictions of shape (2, 3);"
                        + " expected (2).",
                () -> LOSS.checkTargets(Tensor.zeros(3), P));
    }

    @Test
    void rejectsLabelsThatAreNotClassNumbers() {
        String message =
                "sparse_categorical_crossentropy: the target of row 1 is %s; expected a whole number from 0 to 2.%s";
        String count = " Count the classes from 0, or give the last layer one more unit.";
        assertRefused(String.format(message, "3", count), () -> LOSS.checkTargets(Tensor.of(new int[] {0, 3}), P));
        String numbers = " Targets are class numbers, counted from 0.";
        assertRefused(String.format(message, "-1", numbers), () -> LOSS.checkTargets(Tensor.of(new int[] {0, -1}), P));
        assertRefused(
                String.format(message, "0.5", numbers),
                () -> LOSS.checkTargets(Tensor.of(new float[] {0, 0.5f}, 2), P));
        assertRefused(
                String.format(message, "NaN", numbers),
                () -> LOSS.checkTargets(Tensor.of(new float[] {0, Float.NaN}, 2, 1), P));
    }
}
