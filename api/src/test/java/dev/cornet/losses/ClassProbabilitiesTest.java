package dev.cornet.losses;

import static dev.cornet.losses.LossChecks.P;
import static dev.cornet.losses.LossChecks.assertRefused;

import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the losses of class probabilities, {@link CategoricalCrossentropy} and {@link CategoricalHinge}. */
final class ClassProbabilitiesTest {
    static Stream<RowLoss<?>> ofClassProbabilities() {
        return Stream.of(new CategoricalCrossentropy().named("ce"), new CategoricalHinge());
    }

    @ParameterizedTest
    @MethodSource("ofClassProbabilities")
    void rejectsClassNumbers(RowLoss<?> loss) {
        String message = loss.name()
                + ": targets of shape %s do not fit predictions of shape (2, 3); expected (2, 3). The targets look like class"
                + " numbers: use sparse_categorical_crossentropy, or make them one-hot by toCategorical.";
        assertRefused(String.format(message, "(2)"), () -> loss.checkTargets(Tensor.zeros(2), P));
        assertRefused(String.format(message, "(2, 1)"), () -> loss.checkTargets(Tensor.zeros(2, 1), P));
    }

    @ParameterizedTest
    @MethodSource("ofClassProbabilities")
    void rejectsASingleClass(RowLoss<?> loss) {
        assertRefused(
                loss.name()
                        + ": predictions of shape (2, 1) have one class only, which is always right. For yes or no use"
                        + " binary_crossentropy and a sigmoid, or give the last layer a unit per class.",
                () -> loss.checkTargets(Tensor.zeros(2, 1), Tensor.zeros(2, 1)));
    }

    @ParameterizedTest
    @MethodSource("ofClassProbabilities")
    void rejectsNegativeAndMissingProbabilities(RowLoss<?> loss) {
        assertRefused(
                loss.name() + ": the target of row 1, 2 is -1; expected a probability, 0 or more.",
                () -> loss.checkTargets(Tensor.of(new float[][] {{0, 1, 0}, {0, 1, -1}}), P));
        assertRefused(
                loss.name() + ": the target of row 0, 1 is NaN; expected a probability, 0 or more.",
                () -> loss.checkTargets(Tensor.of(new float[][] {{0, Float.NaN, 0}, {0, 1, 0}}), P));
    }
}
