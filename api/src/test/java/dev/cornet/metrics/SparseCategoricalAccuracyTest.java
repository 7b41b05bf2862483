package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class SparseCategoricalAccuracyTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new SparseCategoricalAccuracy();
    }

    @Override
    Direction expectedDirection() {
        return Direction.MAXIMIZE;
    }

    @Override
    Tensor targets() {
        return Tensor.of(new int[] {1, 2, 0, 1});
    }

    @Test
    void matchesHandComputedValues() {
        assertResult(0.5, metric(), Tensor.of(new int[] {1, 2}), P);
        assertResult(0.5, metric(), Tensor.of(new int[] {1, 2}, 2, 1), P);
    }

    @Test
    void rejectsOneHotTargets() {
        assertRefused(
                "sparse_categorical_accuracy: targets of shape (2, 3) do not fit predictions of shape (2, 3);"
                        + " expected (2). The targets look one-hot: use categorical_accuracy.",
                () -> metric().checkTargets(T, P));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "sparse_categorical_accuracy: targets of shape (3) do not fit predictions of shape (2, 3); expected"
                        + " (2).",
                () -> metric().checkTargets(Tensor.zeros(3), P));
    }
}
