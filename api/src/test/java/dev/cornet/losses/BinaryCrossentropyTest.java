package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cornet.backend.Backends;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class BinaryCrossentropyTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new BinaryCrossentropy().labelSmoothing(0.2);
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(new BinaryCrossentropy(), T, P, 0.03420, 1.33913);
    }

    @Test
    void smoothsLabels() {
        // s = 0.2: t' = 0.9; l = −0.9·log 0.75 − 0.1·log 0.25
        Tensor p = Tensor.of(new float[] {0.75f}, 1, 1);
        Tensor t = Tensor.of(new float[] {1}, 1, 1);
        assertLosses(loss(), t, p, -0.9 * Math.log(0.75) - 0.1 * Math.log(0.25));
    }

    @Test
    void gradientFromLogitsMatchesFiniteDifferences() {
        checkGradientFromLogits(new BinaryCrossentropy().fromLogits(true).labelSmoothing(0.1), targets());
    }

    @Test
    void staysFiniteAtExtremes() {
        Tensor t = Tensor.of(new float[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}});
        Tensor certain = Tensor.of(new float[][] {{1, 0, 0}, {1, 0, 0}, {0, 0, 0}});
        assertFinite(new BinaryCrossentropy(), t, certain);
        Tensor huge = Tensor.of(new float[][] {{1e4f, -1e4f, 0}, {1e4f, -1e4f, 1e4f}, {-1e4f, -1e4f, -1e4f}});
        assertFinite(new BinaryCrossentropy().fromLogits(true), t, huge);
    }

    @Test
    void hasAVariantFromLogitsForSigmoid() {
        RowLoss<?> logits = loss().fromLogitsVariant("sigmoid");
        assertEquals(loss().name(), logits.name());
        assertEquals(loss().reduction(), logits.reduction());
        Tensor z = Tensor.of(new float[][] {{-1, 2, 0.5f}, {0.25f, -3, 1}});
        Tensor p = z.copy();
        Backends.current().sigmoid(6, z.data(), 0, p.data(), 0);
        assertArrayEquals(losses(loss(), targets(), p), losses(logits, targets(), z), 1e-6);
        assertArrayEquals(
                losses(logits, targets(), z), losses(loss().fromLogitsVariant("softmax"), targets(), z)); // as in Keras
        assertNull(loss().fromLogitsVariant("tanh"));
        assertSame(logits, logits.fromLogitsVariant("sigmoid"));
    }

    @Test
    void acceptsAVectorInPlaceOfAColumn() {
        loss().checkTargets(Tensor.zeros(2), Tensor.zeros(2, 1));
    }

    @Test
    void acceptsScaledImagesWithRoundingErrors() {
        loss().checkTargets(Tensor.of(new float[] {1.0000001f, -0.0000001f}, 2), Tensor.zeros(2, 1));
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "BinaryCrossentropy: label_smoothing must be between 0 and 1, got 1.5",
                () -> new BinaryCrossentropy().labelSmoothing(1.5));
    }

    @Test
    void rejectsClassNumbers() {
        assertRefused(
                "binary_crossentropy: targets of shape (2) do not fit predictions of shape (2, 3); expected (2, 3)."
                        + " The targets look like class numbers: use sparse_categorical_crossentropy, or give the"
                        + " last layer one unit.",
                () -> loss().checkTargets(Tensor.zeros(2), P));
    }

    @Test
    void rejectsLabelsOutsideZeroToOne() {
        String message =
                "binary_crossentropy: the target of row 1 is %s; expected a label or probability from 0 to 1. Labels"
                        + " of -1 and 1 are for hinge; images are scaled to 0 … 1.";
        Tensor p = Tensor.zeros(2, 1);
        assertRefused(String.format(message, "-1"), () -> loss().checkTargets(Tensor.of(new float[] {1, -1}, 2), p));
        assertRefused(
                String.format(message, "255"), () -> loss().checkTargets(Tensor.of(new float[] {1, 255}, 2, 1), p));
        assertRefused(
                String.format(message, "NaN"), () -> loss().checkTargets(Tensor.of(new float[] {1, Float.NaN}, 2), p));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "binary_crossentropy: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
