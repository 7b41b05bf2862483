package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.exceptions.CornetException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The tests that every metric of the library has to pass. */
abstract class BuiltInMetricContract {
    /** One-hot targets and predictions of two rows, the second of which is wrong; expected values are computed by hand. */
    static final Tensor T = Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}});

    static final Tensor P = Tensor.of(new float[][] {{0.05f, 0.95f, 0}, {0.1f, 0.8f, 0.1f}});

    private static final Tensor FOUR = Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0, 1, 0}});
    private static final Tensor PREDICTED = Tensor.of(
            new float[][] {{0.25f, 0.5f, 0.25f}, {0.125f, 0.75f, 0.125f}, {0.7f, 0.2f, 0.1f}, {0.4f, 0.1f, 0.5f}});

    /** The metric, with options other than the default ones if it has any. */
    abstract Metric metric();

    abstract Direction expectedDirection();

    /** Four samples. */
    Tensor targets() {
        return FOUR;
    }

    Tensor predictions() {
        return PREDICTED;
    }

    @Test
    final void matchesKeras() {
        List<String> names = GoldenCase.index("metrics").get(metric().getClass().getSimpleName());
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

    @Test
    final void isNamedAsInKerasUntilNamed() {
        Class<? extends Metric> type = metric().getClass();
        String golden = GoldenCase.index("metrics").get(type.getSimpleName()).get(0);
        JsonNode config =
                GoldenCase.read("metrics", golden).tree().get("config").get("config");
        assertEquals(
                config.get("name").asText(),
                Registry.get(type, type.getSimpleName()).name());
        assertEquals("mine", metric().named("mine").name());
    }

    @Test
    final void resultDoesNotDependOnTheDivisionIntoBatches() {
        Metric metric = metric();
        for (Tensor weight : Arrays.asList(null, Tensor.of(new float[] {0.5f, 1.25f, 0, 3}, 4))) {
            double[] whole = after(metric, targets(), predictions(), weight).results();
            for (int cut = 0; cut <= 4; cut++) {
                RunningMetric batches = new RunningMetric(metric);
                RunningMetric merged = new RunningMetric(metric);
                for (int[] part : new int[][] {{0, cut}, {cut, 4}}) {
                    RunningMetric shard = new RunningMetric(metric);
                    for (RunningMetric target :
                            part[0] < part[1] ? List.of(batches, shard) : List.<RunningMetric>of()) {
                        target.update(
                                targets().rows(part[0], part[1]),
                                predictions().rows(part[0], part[1]),
                                weight == null ? null : weight.rows(part[0], part[1]));
                    }
                    merged.merge(shard); // a shard without batches adds nothing
                }
                assertArrayEquals(whole, batches.results(), 1e-12, "in sequence, cut at " + cut);
                assertArrayEquals(whole, merged.results(), 1e-12, "merged, cut at " + cut);
            }
        }
    }

    @Test
    final void runsShareNothingButTheOptions() {
        Metric shared = metric();
        RunningMetric running = new RunningMetric(shared);
        running.update(targets().rows(0, 2), predictions().rows(0, 2), null);
        double[] before = running.results();
        after(shared, targets(), predictions(), null); // another run with the same object
        assertArrayEquals(before, running.results());

        MetricState state = shared.newState();
        shared.update(state, targets(), predictions(), null);
        double[] sums = state.toArray();
        shared.merge(state, state);
        assertArrayEquals(sums, state.toArray());
        assertArrayEquals(shared.results(state), shared.results(MetricState.of(sums)), 1e-15);
    }

    @Test
    final void aWeightOfTwoCountsASampleTwice() {
        RunningMetric twice = after(targets(), predictions(), null);
        twice.update(targets().rows(1, 2), predictions().rows(1, 2), null);
        RunningMetric weighted = after(targets(), predictions(), Tensor.of(new float[] {1, 2, 1, 1}, 4));
        assertArrayEquals(twice.results(), weighted.results(), 1e-6);
    }

    @Test
    final void resetForgetsAllBatches() {
        RunningMetric metric = after(targets(), predictions(), null);
        double once = metric.result();
        metric.reset();
        assertEquals(0, metric.result());
        metric.update(targets(), predictions(), null);
        assertEquals(once, metric.result());
    }

    @Test
    final void hasTheExpectedDirection() {
        assertEquals(expectedDirection(), metric().direction());
    }

    RunningMetric after(Tensor t, Tensor p, Tensor w) {
        return after(metric(), t, p, w);
    }

    static RunningMetric after(Metric metric, Tensor t, Tensor p, Tensor w) {
        RunningMetric running = new RunningMetric(metric);
        running.update(t, p, w);
        return running;
    }

    /** Compares the result over two rows with a value computed by hand, to five decimals. */
    static void assertResult(double expected, Metric metric, Tensor t, Tensor p) {
        assertEquals(expected, after(metric, t, p, null).result(), 6e-6);
    }

    /** Compares the whole message of the exception. */
    static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(CornetException.class, work).getMessage());
    }
}
