package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cornet.backend.Backends;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SparseCategoricalCrossentropyTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new SparseCategoricalCrossentropy().reduction("none");
    }

    @Override
    Tensor targets() {
        return Tensor.of(new int[] {1, 2});
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), targets(), P, 0.05129, 2.30259);
    }

    @Test
    void gradientFromLogitsMatchesFiniteDifferences() {
        checkGradientFromLogits(new SparseCategoricalCrossentropy().fromLogits(true), targets());
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
            loss().checkTargets(t, P);
        }
        for (Tensor t : List.of(Tensor.zeros(2, 5), Tensor.zeros(2, 5, 1))) {
            loss().checkTargets(t, Tensor.zeros(2, 5, 3));
        }
    }

    @Test
    void staysFiniteAtExtremes() {
        Tensor t = Tensor.of(new int[] {0, 2, 1});
        Tensor certain = Tensor.of(new float[][] {{1, 0, 0}, {1, 0, 0}, {0, 0, 0}});
        assertFinite(new SparseCategoricalCrossentropy(), t, certain);
        Tensor huge = Tensor.of(new float[][] {{1e4f, -1e4f, 0}, {1e4f, -1e4f, 1e4f}, {-1e4f, -1e4f, -1e4f}});
        assertFinite(new SparseCategoricalCrossentropy().fromLogits(true), t, huge);
    }

    @Test
    void hasAVariantFromLogitsForSoftmax() {
        RowLoss<?> logits = loss().fromLogitsVariant("softmax");
        assertEquals(loss().name(), logits.name());
        assertEquals(loss().reduction(), logits.reduction());
        Tensor z = Tensor.of(new float[][] {{-1, 2, 0.5f}, {0.25f, -3, 1}});
        Tensor p = z.copy();
        Backends.current().softmaxRows(2, 3, z.data(), 0, p.data(), 0);
        assertArrayEquals(losses(loss(), targets(), p), losses(logits, targets(), z), 1e-6);
        assertArrayEquals(
                losses(logits, targets(), z), losses(loss().fromLogitsVariant("sigmoid"), targets(), z)); // as in Keras
        assertNull(loss().fromLogitsVariant("tanh"));
        assertSame(logits, logits.fromLogitsVariant("softmax"));
    }

    @Test
    void rejectsOneHotTargets() {
        assertRefused(
                "sparse_categorical_crossentropy: targets of shape (2, 3) do not fit predictions of shape (2, 3);"
                        + " expected (2). The targets look one-hot: use categorical_crossentropy, or give the class"
                        + " numbers themselves.",
                () -> loss().checkTargets(T, P));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "sparse_categorical_crossentropy: targets of shape (3) do not fit predictions of shape (2, 3);"
                        + " expected (2).",
                () -> loss().checkTargets(Tensor.zeros(3), P));
    }

    @Test
    void rejectsLabelsThatAreNotClassNumbers() {
        String message =
                "sparse_categorical_crossentropy: the target of row 1 is %s; expected a whole number from 0 to 2.%s";
        String count = " Count the classes from 0, or give the last layer one more unit.";
        assertRefused(String.format(message, "3", count), () -> loss().checkTargets(Tensor.of(new int[] {0, 3}), P));
        String numbers = " Targets are class numbers, counted from 0.";
        assertRefused(
                String.format(message, "-1", numbers), () -> loss().checkTargets(Tensor.of(new int[] {0, -1}), P));
        assertRefused(
                String.format(message, "0.5", numbers),
                () -> loss().checkTargets(Tensor.of(new float[] {0, 0.5f}, 2), P));
        assertRefused(
                String.format(message, "NaN", numbers),
                () -> loss().checkTargets(Tensor.of(new float[] {0, Float.NaN}, 2, 1), P));
    }
}
