package dev.cornet.metrics;

import static dev.cornet.metrics.MetricChecks.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.tensor.Tensor;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MetricTest {
    private static final Tensor T = Tensor.of(new float[] {0, 0, 0, 0}, 2, 2, 1);
    private static final Tensor P = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2, 1);

    @Test
    void weightsBelongToSamplesOrRows() {
        RunningMetric metric = new RunningMetric(new MeanAbsoluteError());
        metric.update(T, P, Tensor.of(new float[] {1, 3}, 2));
        // (1·1.5 + 3·3.5) / 4
        assertEquals(3, metric.result());
        metric.reset();
        metric.update(T, P, Tensor.of(new float[] {1, 0, 0, 1}, 2, 2));
        assertEquals(2.5, metric.result());
    }

    @Test
    void rejectsWeightsOfAnotherNumber() {
        assertRefused(
                "mean_absolute_error: weights of shape (3) do not fit; expected one for each of 2 samples, or one"
                        + " for each of their 4 rows.",
                () -> new RunningMetric(new MeanAbsoluteError()).update(T, P, Tensor.zeros(3)));
        assertRefused(
                "precision: weights of shape (3) do not fit; expected one for each of 2 samples, or one for each of"
                        + " their 4 rows.",
                () -> new RunningMetric(new Precision()).update(T, P, Tensor.zeros(3)));
    }

    @Test
    void readsViewsFromTheirOffset() {
        RunningMetric metric = new RunningMetric(new BinaryAccuracy());
        Tensor t = Tensor.of(new float[] {9, 1, 0}, 3, 1).rows(1, 3);
        Tensor p = Tensor.of(new float[] {9, 0.75f, 0.75f}, 3, 1).rows(1, 3);
        metric.update(t, p, Tensor.of(new float[] {9, 3, 1}, 3).rows(1, 3));
        assertEquals(0.75, metric.result());
    }

    @Test
    void refusesAStateOfOtherOptions() {
        Precision precision = new Precision();
        MetricState state = precision.newState();
        precision.thresholds(0.25, 0.5);
        assertRefused(
                "the state of a metric holds 4 sums, but 6 are needed: it was begun with other options or another"
                        + " number of outputs. Begin a new state.",
                () -> precision.update(state, T, P, null));
    }

    @Test
    void refusesASumThatDoesNotExist() {
        assertRefused(
                "the state of a metric holds 2 sums, numbered from 0, but sum 2 is asked for. Let newState() return"
                        + " new MetricState(n) for n sums; if n follows from an option, such as a number of classes, the option is too"
                        + " small for the data.",
                () -> new MetricState(2).add(2, 1));
    }

    @Test
    void sumsAreCompensated() {
        MetricState state = new MetricState(1);
        state.add(0, 1);
        for (int i = 0; i < 1000; i++) {
            state.add(0, 1e-17); // less than half an ulp of 1
        }
        state.add(0, -1);
        assertEquals(1e-14, state.get(0), 1e-27);

        Random random = new Random(1);
        double[] x = random.doubles(10_000, -1e6, 1e6).toArray();
        MetricState whole = new MetricState(1);
        MetricState halves = new MetricState(1);
        MetricState second = new MetricState(1);
        for (int i = 0; i < x.length; i++) {
            whole.add(0, x[i]);
            (i < 4321 ? halves : second).add(0, x[i]);
        }
        MetricState merged = new ConstantMetric().merge(halves, second);
        double exact = Arrays.stream(x)
                .mapToObj(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
        assertEquals(exact, whole.get(0), Math.ulp(exact));
        assertEquals(exact, merged.get(0), Math.ulp(exact));
    }

    @Test
    void anInfiniteSumStaysInfinite() {
        MetricState state = new MetricState(2);
        state.add(0, Double.POSITIVE_INFINITY);
        state.add(0, 1);
        state.add(1, Double.NaN);
        assertEquals(Double.POSITIVE_INFINITY, state.get(0));
        assertEquals(Double.NaN, state.get(1));
    }

    /** A minimal metric. */
    private static final class ConstantMetric extends MeanMetric<ConstantMetric> {
        @Override
        protected void values(Tensor target, Tensor prediction, double[] v) {
            Arrays.fill(v, 1);
        }

        @Override
        public Direction direction() {
            return Direction.MAXIMIZE;
        }
    }
}
