package dev.cornet.losses;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class CategoricalHingeTest extends BuiltInLossContract {
    @Override
    RowLoss<?> loss() {
        return new CategoricalHinge();
    }

    @Test
    void matchesHandComputedValues() {
        assertLosses(loss(), T, P, 0.1, 1.7);
    }

    @Test
    void rejectsClassNumbers() {
        String message =
                "categorical_hinge: targets of shape %s do not fit predictions of shape (2, 3); expected (2, 3). The"
                        + " targets look like class numbers: use sparse_categorical_crossentropy, or make them"
                        + " one-hot by toCategorical.";
        assertRefused(String.format(message, "(2)"), () -> loss().checkTargets(Tensor.zeros(2), P));
        assertRefused(String.format(message, "(2, 1)"), () -> loss().checkTargets(Tensor.zeros(2, 1), P));
    }

    @Test
    void rejectsASingleClass() {
        assertRefused(
                "categorical_hinge: predictions of shape (2, 1) have one class only, which is always right. For yes"
                        + " or no use binary_crossentropy and a sigmoid, or give the last layer a unit per class.",
                () -> loss().checkTargets(Tensor.zeros(2, 1), Tensor.zeros(2, 1)));
    }

    @Test
    void rejectsNegativeAndMissingProbabilities() {
        assertRefused(
                "categorical_hinge: the target of row 1, 2 is -1; expected a probability, 0 or more.",
                () -> loss().checkTargets(Tensor.of(new float[][] {{0, 1, 0}, {0, 1, -1}}), P));
        assertRefused(
                "categorical_hinge: the target of row 0, 1 is NaN; expected a probability, 0 or more.",
                () -> loss().checkTargets(Tensor.of(new float[][] {{0, Float.NaN, 0}, {0, 1, 0}}), P));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "categorical_hinge: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> loss().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
