package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.cornet.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of {@link SparseCategoricalAccuracy} and {@link SparseTopKCategoricalAccuracy}. */
final class SparseAccuraciesTest {
    private static final Tensor CLASSES = Tensor.of(new int[] {1, 2});

    @Test
    void matchesHandComputedValues() {
        assertResult(0.5, new SparseCategoricalAccuracy(), CLASSES, P);
        assertResult(0.5, new SparseCategoricalAccuracy(), Tensor.of(new int[] {1, 2}, 2, 1), P);
    }

    @Test
    void theTopKMatchHandComputedValues() {
        assertResult(1, new SparseTopKCategoricalAccuracy().k(2), CLASSES, P);
        assertResult(0.5, new SparseTopKCategoricalAccuracy().k(1), CLASSES, P);
    }

    @Test
    void aClassThatDoesNotExistIsWrong() {
        assertResult(0, new SparseTopKCategoricalAccuracy().k(2), Tensor.of(new int[] {3, -1}), P);
    }

    @Test
    void rejectsBadOptions() {
        assertRefused(
                "SparseTopKCategoricalAccuracy: k must be 1 or more, got -1",
                () -> new SparseTopKCategoricalAccuracy().k(-1));
    }

    /** Each metric, its name and that of its counterpart for one-hot targets. */
    static Stream<Arguments> metrics() {
        return Stream.of(
                arguments(new SparseCategoricalAccuracy(), "sparse_categorical_accuracy", "categorical_accuracy"),
                arguments(
                        new SparseTopKCategoricalAccuracy().k(2),
                        "sparse_top_k_categorical_accuracy",
                        "top_k_categorical_accuracy"));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void rejectsOneHotTargets(Metric metric, String name, String counterpart) {
        assertRefused(
                name
                        + ": targets of shape (2, 3) do not fit predictions of shape (2, 3); expected (2). The targets look"
                        + " one-hot: use " + counterpart + ".",
                () -> metric.checkTargets(T, P));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void rejectsOtherShapes(Metric metric, String name) {
        assertRefused(
                name + ": targets of shape (3) do not fit predictions of shape (2, 3); expected (2).",
                () -> metric.checkTargets(Tensor.zeros(3), P));
    }
}
