package dev.cornet.losses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.cornet.backend.Backends;
import dev.cornet.tensor.Tensor;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CategoricalCrossentropyTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new CategoricalCrossentropy().named("ce").labelSmoothing(0.25).reduction("sum");
    }

    /** The cases of a row of zeros and of soft labels, which the tests below cover. */
    @Override
    Set<String> casesTestedSeparately() {
        return Set.of("categorical_crossentropy_zero_row", "categorical_crossentropy_logits_soft_labels");
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(new CategoricalCrossentropy(), T, P, 0.05129, 2.30259);
    }

    @Test
    void smoothsLabels() {
        // s = 0.3, n = 3: t' = (0.1, 0.8, 0.1); l = −0.8·log 0.5 − 0.2·log 0.25
        Tensor p = Tensor.of(new float[][] {{0.25f, 0.5f, 0.25f}});
        Tensor t = T.rows(0, 1);
        assertLosses(new CategoricalCrossentropy().labelSmoothing(0.3), t, p, 0.8 * Math.log(2) + 0.2 * Math.log(4));
    }

    @Test
    void gradientFromLogitsMatchesFiniteDifferences() {
        checkGradientFromLogits(new CategoricalCrossentropy().fromLogits(true).labelSmoothing(0.1), targets());
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
        checkGradient(new CategoricalCrossentropy(), t, predictions());
        new CategoricalCrossentropy().checkTargets(t, predictions());
    }

    @Test
    void staysFiniteAtExtremes() {
        Tensor t = Tensor.of(new float[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}});
        Tensor certain = Tensor.of(new float[][] {{1, 0, 0}, {1, 0, 0}, {0, 0, 0}});
        assertFinite(new CategoricalCrossentropy(), t, certain);
        Tensor huge = Tensor.of(new float[][] {{1e4f, -1e4f, 0}, {1e4f, -1e4f, 1e4f}, {-1e4f, -1e4f, -1e4f}});
        assertFinite(new CategoricalCrossentropy().fromLogits(true), t, huge);
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
    void rejectsBadOptions() {
        assertRefused(
                "CategoricalCrossentropy: label_smoothing must be between 0 and 1, got 1.5",
                () -> new CategoricalCrossentropy().labelSmoothing(1.5));
    }

    @Test
    void rejectsClassNumbers() {
        String message =
                "ce: targets of shape %s do not fit predictions of shape (2, 3); expected (2, 3). The targets look"
                        + " like class numbers: use sparse_categorical_crossentropy, or make them one-hot by"
                        + " toCategorical.";
        assertRefused(String.format(message, "(2)"), () -> loss().checkTargets(Tensor.zeros(2), P));
        assertRefused(String.format(message, "(2, 1)"), () -> loss().checkTargets(Tensor.zeros(2, 1), P));
    }

    @Test
    void rejectsASingleClass() {
        assertRefused(
                "ce: predictions of shape (2, 1) have one class only, which is always right. For yes or no use"
                        + " binary_crossentropy and a sigmoid, or give the last layer a unit per class.",
                () -> loss().checkTargets(Tensor.zeros(2, 1), Tensor.zeros(2, 1)));
    }

    @Test
    void rejectsNegativeAndMissingProbabilities() {
        assertRefused(
                "ce: the target of row 1, 2 is -1; expected a probability, 0 or more.",
                () -> loss().checkTargets(Tensor.of(new float[][] {{0, 1, 0}, {0, 1, -1}}), P));
        assertRefused(
                "ce: the target of row 0, 1 is NaN; expected a probability, 0 or more.",
                () -> loss().checkTargets(Tensor.of(new float[][] {{0, Float.NaN, 0}, {0, 1, 0}}), P));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "ce: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
