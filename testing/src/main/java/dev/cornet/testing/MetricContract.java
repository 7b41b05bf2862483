package dev.cornet.testing;

import dev.cornet.exceptions.CornetException;
import dev.cornet.metrics.Metric;
import dev.cornet.metrics.MetricState;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contract test of metrics: {@code MetricContract.check(new MyMetric(), yTrue, yPred)} with at least four samples of typical targets
 * and predictions.
 *
 * <p>It checks that
 * <ul>
 *   <li>any division of the samples into batches gives the same value, in one state or in several merged ones, in any order: sums to 10⁻¹²
 *       relative, counts exactly;
 *   <li>a sample of weight 2 counts as two samples, and one of weight 0 not at all;
 *   <li>a new state has the value 0 and changes nothing when it is merged;
 *   <li>all that a run accumulates is in the numbers of its state: {@code update} writes no field of the metric, {@code result} and
 *       {@code merge} do not change their states, two runs with one metric do not disturb each other;
 *   <li>{@code result} is the mean of {@code results}, and inputs are not written;
 *   <li>all options are saved: read from its saved form, the metric gives the same value.
 * </ul>
 *
 * <p>A failed check is a {@link CornetException} that names it.
 */
public final class MetricContract {
    private static final int DIVISIONS = 8;
    private static final double SUMS = 1e-12;
    private static final double WEIGHTED = 1e-6; // some metrics compute the terms of their sums in float32

    private final Metric metric;
    private final Tensor yTrue;
    private final Tensor yPred;
    private final int samples;

    private MetricContract(Metric metric, Tensor yTrue, Tensor yPred) {
        this.metric = metric;
        this.yTrue = yTrue;
        this.yPred = yPred;
        this.samples = yPred.shape().dim(0);
    }

    /** Checks a metric on copies of these targets and predictions. */
    public static void check(Metric metric, Tensor yTrue, Tensor yPred) {
        Metric resolved = metric.resolve(yTrue.shape(), yPred.shape());
        resolved.checkTargets(yTrue, yPred);
        MetricContract contract = new MetricContract(resolved, yTrue.copy(), yPred.copy());
        contract.require(contract.samples >= 4, "the check needs at least four samples, got %d", contract.samples);
        contract.checkStateIsOutsideTheMetric();
        contract.checkNewState();
        Tensor weight = Tensor.zeros(Shape.of(contract.samples));
        for (int i = 0; i < weight.size(); i++) {
            weight.data()[i] = new float[] {0.5f, 1.25f, 0, 3}[i % 4];
        }
        contract.checkDivisions(null);
        contract.checkDivisions(weight);
        contract.checkWeights();
        contract.checkSaving();
    }

    private void checkSaving() {
        Metric read = OptionsContract.check(Metric.class, metric);
        MetricState state = read.newState();
        read.update(state, yTrue, yPred, null);
        requireClose(
                metric.results(all(null)),
                read.results(state),
                0,
                "read from its saved form it gives another value: an option lacks @Option");
    }

    private MetricState all(@Nullable Tensor weight) {
        MetricState state = metric.newState();
        update(state, range(0, samples), weight);
        return state;
    }

    /** Adds the samples of these numbers as one batch. */
    private void update(MetricState state, int[] numbers, @Nullable Tensor weight) {
        Tensor t = select(yTrue, numbers);
        Tensor p = select(yPred, numbers);
        float[] tBefore = t.toArray();
        float[] pBefore = p.toArray();
        metric.update(state, t, p, weight == null ? null : select(weight, numbers));
        require(
                Arrays.equals(tBefore, t.toArray()) && Arrays.equals(pBefore, p.toArray()),
                "update writes to its targets or predictions");
    }

    private static Tensor select(Tensor x, int[] numbers) {
        Tensor rows = Tensor.zeros(x.shape().with(0, numbers.length));
        for (int i = 0; i < numbers.length; i++) {
            rows.rows(i, i + 1).copyFrom(x.rows(numbers[i], numbers[i] + 1));
        }
        return rows;
    }

    private static int[] range(int from, int to) {
        int[] numbers = new int[to - from];
        Arrays.setAll(numbers, i -> from + i);
        return numbers;
    }

    private void checkNewState() {
        double empty = metric.result(metric.newState());
        require(empty == 0, "a new state has the value %s instead of 0", empty);
        MetricState state = all(null);
        double[] results = metric.results(state);
        double mean = Arrays.stream(results).average().orElse(Double.NaN);
        requireClose(
                new double[] {mean}, new double[] {metric.result(state)}, 1e-9, "result is not the mean of results");
        requireClose(
                metric.results(all(null)),
                metric.results(MetricState.of(all(null).toArray())),
                1e-9,
                "a state with the same numbers gives another value: what is accumulated must be in the numbers of the state");
    }

    private void checkStateIsOutsideTheMetric() {
        Map<String, String> fields = FieldSnapshot.of(metric);
        MetricState first = metric.newState();
        update(first, range(0, 2), null);
        double[] before = metric.results(first);
        double[] numbers = first.toArray();
        MetricState second = all(null);
        metric.results(second);
        MetricState merged = metric.merge(first, second);
        String change = FieldSnapshot.firstChange(fields, FieldSnapshot.of(metric));
        require(change == null, "a run writes the field %s: what it accumulates belongs into the state", change);
        require(
                Arrays.equals(numbers, first.toArray())
                        && Arrays.equals(all(null).toArray(), second.toArray()),
                "result or merge changes a state that it is given");
        require(merged != first && merged != second, "merge returns one of its states instead of a new one");
        requireClose(before, metric.results(first), 0, "another run with the same metric changes the value");
    }

    /** Random divisions into batches, in random order, added to one state or merged in two orders. */
    private void checkDivisions(@Nullable Tensor weight) {
        MetricState whole = all(weight);
        for (int d = 0; d < DIVISIONS; d++) {
            RandomStream random = new RandomStream(41 + d);
            int[] order = d < 2 ? range(0, samples) : random.permutation(samples);
            MetricState sequential = metric.newState();
            List<MetricState> parts = new ArrayList<>(List.of(metric.newState()));
            for (int from = 0, cut = 0; from < samples; cut++) {
                int to = Math.min(samples, from + 1 + random.nextInt(cut, 1 + samples / 2));
                int[] batch = Arrays.copyOfRange(order, from, to);
                update(sequential, batch, weight);
                MetricState part = metric.newState();
                update(part, batch, weight);
                parts.add(part);
                from = to;
            }
            parts.add(metric.newState());
            String how = weight == null ? "" : " (with weights)";
            requireEqual(
                    whole, sequential, parts, "batches of other sizes or in another order give another value" + how);
            requireEqual(whole, fromLeft(parts), parts, "merged states of parts give another value" + how);
            requireEqual(whole, tree(parts), parts, "merged states of parts give another value" + how);
        }
    }

    private MetricState fromLeft(List<MetricState> parts) {
        MetricState sum = parts.get(0);
        for (MetricState part : parts.subList(1, parts.size())) {
            sum = metric.merge(sum, part);
        }
        return sum;
    }

    private MetricState tree(List<MetricState> parts) {
        int half = parts.size() / 2;
        return half == 0
                ? parts.get(0)
                : metric.merge(tree(parts.subList(half, parts.size())), tree(parts.subList(0, half)));
    }

    /** Compares values and, for numbers that are whole in all parts, such as counts, the numbers of the states. */
    private void requireEqual(MetricState expected, MetricState got, List<MetricState> parts, String otherwise) {
        requireClose(metric.results(expected), metric.results(got), SUMS, otherwise);
        for (int i = 0; i < expected.size(); i++) {
            int number = i;
            boolean counts = parts.stream().allMatch(p -> p.size() == 0 || p.get(number) == Math.rint(p.get(number)));
            require(
                    !counts || (got.size() == expected.size() && got.get(i) == expected.get(i)),
                    "%s: number %d of the state is a count, expected %s, got %s",
                    otherwise,
                    i,
                    expected.get(i),
                    got.size() == 0 ? "no numbers" : got.get(Math.min(i, got.size() - 1)));
        }
    }

    private void checkWeights() {
        MetricState twice = all(null);
        update(twice, new int[] {1}, null);
        Tensor weight = Tensor.zeros(Shape.of(samples));
        Arrays.fill(weight.data(), 1);
        weight.data()[1] = 2;
        requireWeighted(twice, weight, "a sample of weight 2 does not count as two samples");
        MetricState without = metric.newState();
        update(without, range(1, samples), null);
        weight.data()[0] = 0;
        weight.data()[1] = 1;
        requireWeighted(without, weight, "a sample of weight 0 changes the value");
    }

    private void requireWeighted(MetricState expected, Tensor weight, String otherwise) {
        requireClose(metric.results(expected), metric.results(all(weight)), WEIGHTED, otherwise);
    }

    private void requireClose(double[] expected, double[] got, double tolerance, String otherwise) {
        boolean close = expected.length == got.length;
        for (int i = 0; close && i < expected.length; i++) {
            close = Math.abs(expected[i] - got[i]) <= tolerance * Math.max(1, Math.abs(expected[i]))
                    || Double.compare(expected[i], got[i]) == 0;
        }
        require(close, "%s: expected %s, got %s", otherwise, Arrays.toString(expected), Arrays.toString(got));
    }

    private void require(boolean condition, String format, @Nullable Object... arguments) {
        if (!condition) {
            throw new CornetException(metric.name() + ": " + String.format(Locale.ROOT, format, arguments) + ".");
        }
    }
}
