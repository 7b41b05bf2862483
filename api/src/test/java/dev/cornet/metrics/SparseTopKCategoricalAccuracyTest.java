package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class SparseTopKCategoricalAccuracyTest extends BuiltInMetricContract {
    @Override
    Metric metric() {
        return new SparseTopKCategoricalAccuracy().k(2);
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
        assertResult(1, metric(), Tensor.of(new int[] {1, 2}), P);
        assertResult(0.5, new SparseTopKCategoricalAccuracy().k(1), Tensor.of(new int[] {1, 2}), P);
    }

    @Test
    void aClassThatDoesNotExistIsWrong() {
        assertResult(0, metric(), Tensor.of(new int[] {3, -1}), P);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "SparseTopKCategoricalAccuracy: k must be 1 or more, got -1",
                () -> new SparseTopKCategoricalAccuracy().k(-1));
    }

    @Test
    void rejectsOneHotTargets() {
        assertRefused(
                "sparse_top_k_categorical_accuracy: targets of shape (2, 3) do not fit predictions of shape (2, 3);"
                        + " expected (2). The targets look one-hot: use top_k_categorical_accuracy.",
                () -> metric().checkTargets(T, P));
    }

    @Test
    void rejectsOtherShapes() {
        assertRefused(
                "sparse_top_k_categorical_accuracy: targets of shape (3) do not fit predictions of shape (2, 3);"
                        + " expected (2).",
                () -> metric().checkTargets(Tensor.zeros(3), P));
    }
}
