package dev.cornet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cornet.exceptions.CornetException;
import dev.cornet.tensor.Tensor;
import org.junit.jupiter.api.function.Executable;

/** The data of two rows that the tests of metrics compute by hand, and their comparisons. */
final class MetricChecks {
    /** One-hot targets and predictions of two rows, the second of which is wrong; expected values are computed by hand. */
    static final Tensor T = Tensor.of(new float[][] {{0, 1, 0}, {0, 0, 1}});

    static final Tensor P = Tensor.of(new float[][] {{0.05f, 0.95f, 0}, {0.1f, 0.8f, 0.1f}});

    /** Logits of two rows. */
    static final Tensor LOGITS = Tensor.of(new float[][] {{-1, 2, 0.5f}, {0.25f, -3, 1}});

    private MetricChecks() {}

    static RunningMetric after(Metric metric, Tensor t, Tensor p, Tensor w) {
        RunningMetric running = new RunningMetric(metric);
        running.update(t, p, w);
        return running;
    }

    /** Compares the result over two rows with a value computed by hand, to five decimals. */
    static void assertResult(double expected, Metric metric, Tensor t, Tensor p) {
        assertEquals(expected, after(metric, t, p, null).result(), 6e-6);
    }

    /** Compares the results of two metrics for the same targets, each with predictions of its own. */
    static void assertSameResult(Metric expected, Tensor p, Metric got, Tensor q, Tensor t) {
        assertEquals(
                after(expected, t, p, null).result(), after(got, t, q, null).result(), 1e-6);
    }

    /** Compares the whole message of the exception. */
    static void assertRefused(String message, Executable work) {
        assertEquals(message, assertThrows(CornetException.class, work).getMessage());
    }
}
