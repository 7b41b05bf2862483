package dev.cornet.metrics;

import static dev.cornet.metrics.Direction.MAXIMIZE;
import static dev.cornet.metrics.Direction.MINIMIZE;
import static dev.cornet.metrics.MetricChecks.P;
import static dev.cornet.metrics.MetricChecks.T;
import static dev.cornet.metrics.MetricChecks.after;
import static dev.cornet.metrics.MetricChecks.assertRefused;
import static dev.cornet.metrics.MetricChecks.assertResult;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests that every metric of the library has to pass. */
final class BuiltInMetricsTest {
    private static final Tensor FOUR = Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0, 1, 0}});
    private static final Tensor PREDICTED = Tensor.of(
            new float[][] {{0.25f, 0.5f, 0.25f}, {0.125f, 0.75f, 0.125f}, {0.7f, 0.2f, 0.1f}, {0.4f, 0.1f, 0.5f}});
    private static final Tensor NUMBERS =
            Tensor.of(new float[][] {{0.5f, -1, 2}, {1, 3, -0.25f}, {1, 1, 1}, {2, 2, 4}});
    private static final Tensor CLASS_NUMBERS = Tensor.of(new int[] {1, 2, 0, 1});

    /** A metric, with options other than the default ones if it has any, its direction, and targets of four samples for it. */
    record MetricCase(String name, Direction direction, Supplier<Metric> metric, Tensor targets) {
        MetricCase(String name, Direction direction, Supplier<Metric> metric) {
            this(name, direction, metric, FOUR);
        }

        Metric create() {
            return metric.get();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<MetricCase> metrics() {
        return Stream.concat(
                metricsOfRows(),
                Stream.of(
                        new MetricCase(
                                "sparse_categorical_accuracy", MAXIMIZE, SparseCategoricalAccuracy::new, CLASS_NUMBERS),
                        new MetricCase(
                                "sparse_categorical_crossentropy",
                                MINIMIZE,
                                SparseCategoricalCrossentropy::new,
                                CLASS_NUMBERS),
                        new MetricCase(
                                "sparse_top_k_categorical_accuracy",
                                MAXIMIZE,
                                () -> new SparseTopKCategoricalAccuracy().k(2),
                                CLASS_NUMBERS)));
    }

    /** The metrics whose targets have the shape of the predictions. */
    static Stream<MetricCase> metricsOfRows() {
        return Stream.of(
                new MetricCase(
                        "auc",
                        MAXIMIZE,
                        () -> new AUC()
                                .numThresholds(50)
                                .curve("PR")
                                .multiLabel(true)
                                .labelWeights(1, 2, 3)),
                new MetricCase("mine", MAXIMIZE, () -> new Accuracy().named("mine")),
                new MetricCase("binary_accuracy", MAXIMIZE, () -> new BinaryAccuracy().threshold(0.3)),
                new MetricCase("binary_crossentropy", MINIMIZE, () -> new BinaryCrossentropy().labelSmoothing(0.1)),
                new MetricCase("categorical_accuracy", MAXIMIZE, CategoricalAccuracy::new),
                new MetricCase(
                        "categorical_crossentropy", MINIMIZE, () -> new CategoricalCrossentropy().labelSmoothing(0.1)),
                new MetricCase("categorical_hinge", MINIMIZE, CategoricalHinge::new),
                new MetricCase("cosine_similarity", MAXIMIZE, CosineSimilarity::new),
                new MetricCase("f1_score", MAXIMIZE, () -> new F1Score().average("weighted")),
                new MetricCase(
                        "fbeta_score", MAXIMIZE, () -> new FBetaScore().beta(2).threshold(0.3)),
                new MetricCase("false_negatives", MINIMIZE, () -> new FalseNegatives().thresholds(0.2, 0.45)),
                new MetricCase("false_positives", MINIMIZE, () -> new FalsePositives().thresholds(0.2, 0.45)),
                new MetricCase("hinge", MINIMIZE, Hinge::new),
                new MetricCase("kl_divergence", MINIMIZE, KLDivergence::new),
                new MetricCase("logcosh", MINIMIZE, LogCoshError::new),
                new MetricCase("mean_absolute_error", MINIMIZE, MeanAbsoluteError::new),
                new MetricCase("mean_absolute_percentage_error", MINIMIZE, MeanAbsolutePercentageError::new, NUMBERS),
                new MetricCase("mean_squared_error", MINIMIZE, MeanSquaredError::new),
                new MetricCase("mean_squared_logarithmic_error", MINIMIZE, MeanSquaredLogarithmicError::new),
                new MetricCase("poisson", MINIMIZE, Poisson::new),
                new MetricCase("precision", MAXIMIZE, () -> new Precision().thresholds(0.3, 0.6)),
                new MetricCase("r2_score", MAXIMIZE, R2Score::new),
                new MetricCase("recall", MAXIMIZE, () -> new Recall().thresholds(0.3, 0.6)),
                new MetricCase("root_mean_squared_error", MINIMIZE, RootMeanSquaredError::new),
                new MetricCase("squared_hinge", MINIMIZE, SquaredHinge::new),
                new MetricCase("top_k_categorical_accuracy", MAXIMIZE, () -> new TopKCategoricalAccuracy().k(2)),
                new MetricCase("true_negatives", MAXIMIZE, () -> new TrueNegatives().thresholds(0.2, 0.45)),
                new MetricCase("true_positives", MAXIMIZE, () -> new TruePositives().thresholds(0.2, 0.45)));
    }

    @Test
    void everyMetricIsTested() {
        Set<Class<?>> untested = new HashSet<>(Registry.components(Metric.class));
        untested.removeAll(Set.of(Crossentropy.class, Mean.class)); // which have tests of their own
        metrics().forEach(metric -> untested.remove(metric.create().getClass()));
        assertEquals(Set.of(), untested, "add a case to metrics()");
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void matchesKeras(MetricCase tested) {
        List<String> names = GoldenCase.names("metrics", tested.create().getClass());
        assertTrue(names.size() > 0);
        for (String name : names) {
            JsonNode tree = GoldenCase.read("metrics", name).tree();
            Metric read = Configs.read(Metric.class, tree.get("config"));
            GoldenCase.assertKerasOptions(read, tree.get("config"));
            assertEquals(tree.get("config").get("config").get("name").asText(), read.name());
            RunningMetric metric = new RunningMetric(read);
            for (JsonNode batch : tree.get("batches")) {
                Tensor t = GoldenCase.tensor(batch.get("y_true"));
                Tensor p = GoldenCase.tensor(batch.get("y_pred"));
                JsonNode w = batch.get("sample_weight");
                metric.update(t, p, w.isNull() ? null : GoldenCase.tensor(w));
                check(name, batch.get("result"), metric);
            }
        }
    }

    private static void check(String name, JsonNode expected, RunningMetric metric) {
        if (expected.isObject()) {
            float[] all = GoldenCase.tensor(expected).data();
            double[] results = metric.results();
            assertEquals(all.length, results.length, name);
            double sum = 0;
            for (int i = 0; i < all.length; i++) {
                assertEquals(all[i], results[i], 2e-6, name + ", result " + i);
                sum += results[i];
            }
            assertEquals(sum / all.length, metric.result(), 1e-12, name);
        } else {
            double e = expected.asDouble();
            assertEquals(e, metric.result(), 2e-6 + 2e-6 * Math.abs(e), name);
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void isNamedAsInKerasUntilNamed(MetricCase tested) {
        Class<? extends Metric> type = tested.create().getClass();
        String golden = GoldenCase.names("metrics", type).get(0);
        JsonNode config =
                GoldenCase.read("metrics", golden).tree().get("config").get("config");
        assertEquals(
                config.get("name").asText(),
                Registry.get(type, type.getSimpleName()).name());
        assertEquals("mine", tested.create().named("mine").name());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void resultDoesNotDependOnTheDivisionIntoBatches(MetricCase tested) {
        Metric metric = tested.create();
        for (Tensor weight : Arrays.asList(null, Tensor.of(new float[] {0.5f, 1.25f, 0, 3}, 4))) {
            double[] whole = after(metric, tested.targets(), PREDICTED, weight).results();
            for (int cut = 0; cut <= 4; cut++) {
                RunningMetric batches = new RunningMetric(metric);
                RunningMetric merged = new RunningMetric(metric);
                for (int[] part : new int[][] {{0, cut}, {cut, 4}}) {
                    RunningMetric shard = new RunningMetric(metric);
                    for (RunningMetric target :
                            part[0] < part[1] ? List.of(batches, shard) : List.<RunningMetric>of()) {
                        target.update(
                                tested.targets().rows(part[0], part[1]),
                                PREDICTED.rows(part[0], part[1]),
                                weight == null ? null : weight.rows(part[0], part[1]));
                    }
                    merged.merge(shard); // a shard without batches adds nothing
                }
                assertArrayEquals(whole, batches.results(), 1e-12, "in sequence, cut at " + cut);
                assertArrayEquals(whole, merged.results(), 1e-12, "merged, cut at " + cut);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void runsShareNothingButTheOptions(MetricCase tested) {
        Metric shared = tested.create();
        RunningMetric running = new RunningMetric(shared);
        running.update(tested.targets().rows(0, 2), PREDICTED.rows(0, 2), null);
        double[] before = running.results();
        after(shared, tested.targets(), PREDICTED, null); // another run with the same object
        assertArrayEquals(before, running.results());

        MetricState state = shared.newState();
        shared.update(state, tested.targets(), PREDICTED, null);
        double[] sums = state.toArray();
        shared.merge(state, state);
        assertArrayEquals(sums, state.toArray());
        assertArrayEquals(shared.results(state), shared.results(MetricState.of(sums)), 1e-15);
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void aWeightOfTwoCountsASampleTwice(MetricCase tested) {
        RunningMetric twice = after(tested.create(), tested.targets(), PREDICTED, null);
        twice.update(tested.targets().rows(1, 2), PREDICTED.rows(1, 2), null);
        RunningMetric weighted =
                after(tested.create(), tested.targets(), PREDICTED, Tensor.of(new float[] {1, 2, 1, 1}, 4));
        assertArrayEquals(twice.results(), weighted.results(), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void resetForgetsAllBatches(MetricCase tested) {
        RunningMetric metric = after(tested.create(), tested.targets(), PREDICTED, null);
        double once = metric.result();
        metric.reset();
        assertEquals(0, metric.result());
        metric.update(tested.targets(), PREDICTED, null);
        assertEquals(once, metric.result());
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void hasTheExpectedDirection(MetricCase tested) {
        assertEquals(tested.direction(), tested.create().direction());
    }

    @ParameterizedTest
    @MethodSource("metricsOfRows")
    void rejectsOtherShapes(MetricCase tested) {
        assertRefused(
                tested.name()
                        + ": targets of shape (2, 3) do not fit predictions of shape (2, 4); expected (2, 4). Give the last layer"
                        + " 3 units, as many as a sample has targets.",
                () -> tested.create().checkTargets(T, Tensor.zeros(2, 4)));
    }

    /** The metrics that need no example but the usual one, and their results in it. */
    static Stream<Arguments> handComputed() {
        return Stream.of(
                arguments(new FalseNegatives(), 1),
                arguments(new FalsePositives(), 1),
                arguments(new TrueNegatives(), 3),
                arguments(new TruePositives(), 1),
                arguments(new CategoricalHinge(), (0.1 + 1.7) / 2),
                arguments(new CosineSimilarity(), (0.99862 + 0.12309) / 2),
                arguments(new Hinge(), (0.7 + 1.26667) / 2),
                arguments(new KLDivergence(), (0.05129 + 2.30258) / 2),
                arguments(new LogCoshError(), (0.00083 + 0.21853) / 2),
                arguments(new MeanAbsoluteError(), (0.03333 + 0.6) / 2),
                arguments(new MeanSquaredError(), (0.00167 + 0.48667) / 2),
                arguments(new Poisson(), (0.35043 + 1.10086) / 2),
                arguments(new RootMeanSquaredError(), Math.sqrt((0.00167 + 0.48667) / 2)),
                arguments(new SquaredHinge(), (0.70167 + 1.75333) / 2));
    }

    @ParameterizedTest
    @MethodSource("handComputed")
    void matchesHandComputedValues(Metric metric, double expected) {
        assertResult(expected, metric, T, P);
    }

    @Test
    void theMeanAbsolutePercentageErrorMatchesHandComputedValues() {
        // 100·(|1.5 − 1| / 1 + |1 − 2| / 2) / 2 and 100·(|0 + 4| / 4 + 0) / 2
        Tensor t = Tensor.of(new float[][] {{1, 2}, {-4, 8}});
        assertResult(50, new MeanAbsolutePercentageError(), t, Tensor.of(new float[][] {{1.5f, 1}, {0, 8}}));
    }

    @Test
    void theMeanSquaredLogarithmicErrorMatchesHandComputedValues() {
        // (log 1 − log 4)² = 1.921812 and (log 2 − log 2)² = 0
        Tensor t = Tensor.of(new float[][] {{0}, {1}});
        assertResult(1.921812 / 2, new MeanSquaredLogarithmicError(), t, Tensor.of(new float[][] {{3}, {1}}));
    }
}
