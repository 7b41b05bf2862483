package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class CategoricalAccuracyTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new CategoricalAccuracy();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MAXIMIZE;
    }

    @Test
    void matchesHandComputedValues() {
        assertResult(0.5, metric(), T, P);
    }

    @Test
    void rejectsClassNumbers() {
        assertRefused(
                "categorical_accuracy: targets of shape (2) do not fit predictions of shape (2, 3); expected (2, 3)."
                        + " The targets look like class numbers: use sparse_categorical_accuracy.",
                () -> metric().checkTargets(Tensor.zeros(2), P));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "categorical_accuracy: targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2,"
                        + " 4). Give the last layer 3 units, as many as a sample has targets.",
                () -> metric().checkTargets(T, Tensor.zeros(2, 4)));
    }
}
