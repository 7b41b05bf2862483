package dev.cornet.losses;

import static dev.cornet.losses.Logits.sigmoid;
import static dev.cornet.losses.Logits.softmax;
import static dev.cornet.losses.LossChecks.LOGITS;
import static dev.cornet.losses.LossChecks.T;
import static dev.cornet.losses.LossChecks.assertFinite;
import static dev.cornet.losses.LossChecks.assertRefused;
import static dev.cornet.losses.LossChecks.checkGradientFromLogits;
import static dev.cornet.losses.LossChecks.losses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the three crossentropies share: of extreme predictions, of logits and of smoothed labels. */
final class CrossentropiesTest {
    private static final Tensor CLASSES = Tensor.of(new int[] {1, 2});

    static Stream<Arguments> extremes() {
        Tensor oneHot = Tensor.of(new float[][] {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}});
        return Stream.of(
                arguments(new BinaryCrossentropy(), new BinaryCrossentropy().fromLogits(true), oneHot),
                arguments(new CategoricalCrossentropy(), new CategoricalCrossentropy().fromLogits(true), oneHot),
                arguments(
                        new SparseCategoricalCrossentropy(),
                        new SparseCategoricalCrossentropy().fromLogits(true),
                        Tensor.of(new int[] {0, 2, 1})));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void staysFiniteAtExtremes(RowLoss<?> loss, RowLoss<?> fromLogits, Tensor t) {
        Tensor certain = Tensor.of(new float[][] {{1, 0, 0}, {1, 0, 0}, {0, 0, 0}});
        assertFinite(loss, t, certain);
        Tensor huge = Tensor.of(new float[][] {{1e4f, -1e4f, 0}, {1e4f, -1e4f, 1e4f}, {-1e4f, -1e4f, -1e4f}});
        assertFinite(fromLogits, t, huge);
    }

    static Stream<Arguments> fromLogits() {
        return Stream.of(
                arguments(new BinaryCrossentropy().fromLogits(true).labelSmoothing(0.1), T),
                arguments(new CategoricalCrossentropy().fromLogits(true).labelSmoothing(0.1), T),
                arguments(new SparseCategoricalCrossentropy().fromLogits(true), CLASSES));
    }

    @ParameterizedTest
    @MethodSource("fromLogits")
    void gradientFromLogitsMatchesFiniteDifferences(RowLoss<?> loss, Tensor t) {
        checkGradientFromLogits(loss, t);
    }

    /** A loss of probabilities, its targets, the activation that gives the probabilities, and the other one. */
    static Stream<Arguments> variants() {
        return Stream.of(
                arguments(new BinaryCrossentropy().labelSmoothing(0.2), T, "sigmoid", "softmax"),
                arguments(
                        new CategoricalCrossentropy()
                                .named("ce")
                                .labelSmoothing(0.25)
                                .reduction("sum"),
                        T,
                        "softmax",
                        "sigmoid"),
                arguments(new SparseCategoricalCrossentropy().reduction("none"), CLASSES, "softmax", "sigmoid"));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void hasAVariantFromLogits(RowLoss<?> loss, Tensor t, String activation, String other) {
        RowLoss<?> logits = loss.fromLogitsVariant(activation);
        assertEquals(loss.name(), logits.name());
        assertEquals(loss.reduction(), logits.reduction());
        Tensor p = activation.equals("sigmoid") ? sigmoid(LOGITS) : softmax(LOGITS);
        assertArrayEquals(losses(loss, t, p), losses(logits, t, LOGITS), 1e-6);
        assertArrayEquals(losses(logits, t, LOGITS), losses(loss.fromLogitsVariant(other), t, LOGITS)); // as in Keras
        assertNull(loss.fromLogitsVariant("tanh"));
        assertSame(logits, logits.fromLogitsVariant(activation));
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "BinaryCrossentropy: label_smoothing must be between 0 and 1, got 1.5",
                () -> new BinaryCrossentropy().labelSmoothing(1.5));
        assertRefused(
                "CategoricalCrossentropy: label_smoothing must be between 0 and 1, got 1.5",
                () -> new CategoricalCrossentropy().labelSmoothing(1.5));
    }
}
