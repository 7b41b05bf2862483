package dev.cornet.testing;

import static dev.cornet.testing.FiveSamples.CLASSES;
import static dev.cornet.testing.FiveSamples.ONE_HOT;
import static dev.cornet.testing.FiveSamples.PREDICTIONS;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.LibraryClasses;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.AUC;
import dev.cornet.metrics.Accuracy;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.F1Score;
import dev.cornet.metrics.FluentMetric;
import dev.cornet.metrics.Metric;
import dev.cornet.metrics.MetricState;
import dev.cornet.metrics.Precision;
import dev.cornet.metrics.SparseCategoricalAccuracy;
import dev.cornet.metrics.SparseCategoricalCrossentropy;
import dev.cornet.metrics.SparseTopKCategoricalAccuracy;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of metrics accepts every metric of the library and finds each kind of fault. */
final class MetricContractTest {
    enum Fault {
        NONE,
        STATE_IN_A_FIELD,
        COUNT_IN_A_FIELD,
        MERGE_FORGETS_THE_COUNT,
        MERGE_CHANGES_ITS_ARGUMENT,
        MERGE_TAKES_ONE,
        ADDS_MEANS_OF_BATCHES,
        KEEPS_THE_LAST_BATCH,
        MAXIMUM_MERGED_AS_A_SUM,
        IGNORES_WEIGHTS,
        COUNT_IGNORES_WEIGHTS,
        NAN_WITHOUT_BATCHES,
        RESULT_RESETS,
        WRITES_PREDICTIONS
    }

    /** The mean absolute error of all values: sum and count; or a maximum. */
    private static final class Error extends FluentMetric<Error> {
        @Option
        private Fault fault = Fault.NONE;

        private double sumInField;
        private int countInField;

        private Error() {}

        Error(Fault fault) {
            this.fault = fault;
        }

        @Override
        public MetricState newState() {
            sumInField = 0;
            countInField = 0;
            return new MetricState(2);
        }

        @Override
        public void update(MetricState s, Tensor yTrue, Tensor yPred, @Nullable Tensor weight) {
            int n = yPred.shape().last();
            double sum = 0;
            double count = 0;
            double largest = s.get(0);
            for (int i = 0; i < yPred.size(); i++) {
                double w =
                        weight == null || fault == Fault.IGNORES_WEIGHTS ? 1 : weight.data()[weight.offset() + i / n];
                sum += w * Math.abs(yPred.data()[yPred.offset() + i] - yTrue.data()[yTrue.offset() + i]);
                largest = Math.max(
                        largest, Math.abs(yPred.data()[yPred.offset() + i] - yTrue.data()[yTrue.offset() + i]));
                count += fault == Fault.COUNT_IGNORES_WEIGHTS ? 1 : w;
            }
            switch (fault) {
                case STATE_IN_A_FIELD -> sumInField += sum;
                case COUNT_IN_A_FIELD -> countInField += (int) count;
                case ADDS_MEANS_OF_BATCHES -> {
                    sum = count == 0 ? 0 : sum / count;
                    count = count == 0 ? 0 : 1;
                }
                case WRITES_PREDICTIONS -> yPred.data()[yPred.offset()] = 0;
                default -> {}
            }
            if (fault == Fault.KEEPS_THE_LAST_BATCH) {
                s.set(0, sum);
                s.set(1, count);
            } else if (fault == Fault.MAXIMUM_MERGED_AS_A_SUM) {
                s.set(0, largest);
                s.set(1, 1);
            } else {
                s.add(0, sum);
                s.add(1, count);
            }
        }

        @Override
        public double result(MetricState s) {
            double sum = fault == Fault.STATE_IN_A_FIELD ? sumInField : s.get(0);
            double count = fault == Fault.COUNT_IN_A_FIELD ? countInField : s.get(1);
            if (fault == Fault.RESULT_RESETS) {
                s.set(0, 0);
            }
            return count == 0 && fault != Fault.NAN_WITHOUT_BATCHES ? 0 : sum / count;
        }

        @Override
        public MetricState merge(MetricState a, MetricState b) {
            return switch (fault) {
                case MERGE_FORGETS_THE_COUNT -> MetricState.of(a.get(0) + b.get(0), a.get(1));
                case MERGE_TAKES_ONE -> a;
                case MERGE_CHANGES_ITS_ARGUMENT -> {
                    a.add(0, b.get(0));
                    a.add(1, b.get(1));
                    yield MetricState.of(a.toArray());
                }
                default -> super.merge(a, b);
            };
        }

        @Override
        public Direction direction() {
            return Direction.MINIMIZE;
        }
    }

    static Stream<Metric> metrics() {
        List<Class<? extends Metric>> types = Registry.components(Metric.class).stream()
                .filter(type -> LibraryClasses.contains(type) && !Loss.class.isAssignableFrom(type))
                .<Class<? extends Metric>>map(type -> type.asSubclass(Metric.class))
                .toList();
        assertTrue(types.size() >= 25, () -> "found " + types);
        return Stream.concat(
                types.stream().map(Registry::newInstance),
                Stream.of(
                        new AUC().multiLabel(true),
                        new AUC().curve("pr"),
                        new F1Score().average("macro"),
                        new Precision().thresholds(0.2, 0.5)));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void acceptsEveryMetric(Metric metric) {
        boolean sparse = metric instanceof SparseCategoricalAccuracy
                || metric instanceof SparseCategoricalCrossentropy
                || metric instanceof SparseTopKCategoricalAccuracy;
        assertDoesNotThrow(() -> MetricContract.check(metric, sparse ? CLASSES : ONE_HOT, PREDICTIONS));
    }

    @Test
    void acceptsCorrectMetrics() {
        assertDoesNotThrow(() -> MetricContract.check(new Error(Fault.NONE), ONE_HOT, PREDICTIONS));
        assertDoesNotThrow(() -> MetricContract.check(Registry.get(Metric.class, "accuracy"), CLASSES, PREDICTIONS));
        assertDoesNotThrow(() -> MetricContract.check(new Accuracy(), ONE_HOT, PREDICTIONS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            STATE_IN_A_FIELD           | a run writes the field sumInField
            COUNT_IN_A_FIELD           | a run writes the field countInField
            MERGE_FORGETS_THE_COUNT    | merged states of parts give another value
            MERGE_CHANGES_ITS_ARGUMENT | result or merge changes a state that it is given
            MERGE_TAKES_ONE            | merge returns one of its states instead of a new one
            ADDS_MEANS_OF_BATCHES      | batches of other sizes or in another order give another value
            KEEPS_THE_LAST_BATCH       | batches of other sizes or in another order give another value
            MAXIMUM_MERGED_AS_A_SUM    | merged states of parts give another value
            IGNORES_WEIGHTS            | a sample of weight 2 does not count as two samples
            COUNT_IGNORES_WEIGHTS      | a sample of weight 2 does not count as two samples
            NAN_WITHOUT_BATCHES        | a new state has the value NaN instead of 0
            RESULT_RESETS              | result or merge changes a state that it is given
            WRITES_PREDICTIONS         | update writes to its targets or predictions
            """)
    void catches(Fault fault, String message) {
        CornetException e =
                assertThrows(CornetException.class, () -> MetricContract.check(new Error(fault), ONE_HOT, PREDICTIONS));
        assertTrue(e.getMessage().startsWith("error: ") && e.getMessage().contains(message), e.getMessage());
    }
}
