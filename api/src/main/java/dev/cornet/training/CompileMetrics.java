package dev.cornet.training;

import dev.cornet.exceptions.Arguments;
import dev.cornet.graph.BatchResult;
import dev.cornet.losses.Loss;
import dev.cornet.losses.TargetChecks;
import dev.cornet.metrics.Metric;
import dev.cornet.metrics.MetricState;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of each output with their states during one run. A metric such as "accuracy", whose class depends on the shapes of targets
 * and predictions, is resolved on the first batch.
 */
final class CompileMetrics {
    private final List<List<Metric>> metrics;
    private final OutputLosses outputLosses;
    private final List<List<MetricWithState>> active = new ArrayList<>();
    private boolean started;

    /** A resolved metric with its state, and the variant of the metric that takes logits, null for none. */
    private record MetricWithState(Metric metric, @Nullable Metric onLogits, MetricState state) {}

    /** @param metrics the metrics of each output */
    CompileMetrics(List<List<Metric>> metrics, OutputLosses outputLosses) {
        this.metrics = metrics;
        this.outputLosses = outputLosses;
    }

    /** Discards the states; the next batch begins new ones. */
    void reset() {
        started = false;
    }

    /** Updates the metrics with a batch. */
    void update(List<Tensor> targets, BatchResult result, List<Tensor> weights) {
        begin(targets, result.outputs());
        update(targets, result, weights, MetricWithState::state);
    }

    /** Resolves the metrics for targets and predictions of these shapes, and creates their states, unless that has been done. */
    void begin(List<Tensor> targets, List<Tensor> ys) {
        if (!started) {
            for (int o = 0; o < metrics.size(); o++) {
                start(o, targets.get(o), ys.get(o));
            }
            started = true;
        }
    }

    private void update(
            List<Tensor> targets,
            BatchResult result,
            List<Tensor> weights,
            Function<MetricWithState, MetricState> states) {
        List<Tensor> ys = result.outputs();
        for (int o = 0; o < metrics.size(); o++) {
            Tensor weight = masked(weightOf(o, weights), result.masks().get(o), ys.get(o));
            Tensor z = result.logits().get(o);
            for (MetricWithState entry : active.get(o)) {
                Metric onLogits = z == null ? null : entry.onLogits();
                if (onLogits == null) {
                    entry.metric().update(states.apply(entry), targets.get(o), ys.get(o), weight);
                } else {
                    onLogits.update(states.apply(entry), targets.get(o), z, weight);
                }
            }
        }
    }

    /** Returns new states, one for each metric, of these rows alone. {@link #begin} must have been called. */
    List<MetricState> statesOf(List<Tensor> targets, BatchResult result, List<Tensor> weights) {
        List<MetricState> states = new ArrayList<>();
        update(targets, result, weights, entry -> {
            MetricState state = entry.metric().newState();
            states.add(state);
            return state;
        });
        return states;
    }

    /** Returns the merged states of rows and of those that follow them. */
    List<MetricState> merge(List<MetricState> first, List<MetricState> next) {
        List<MetricState> merged = new ArrayList<>();
        for (List<MetricWithState> ofOutput : active) {
            for (MetricWithState entry : ofOutput) {
                int i = merged.size();
                merged.add(entry.metric().merge(first.get(i), next.get(i)));
            }
        }
        return merged;
    }

    /** Returns the number of metrics of all outputs. */
    int count() {
        return metrics.stream().mapToInt(List::size).sum();
    }

    /** Adds the states of the rows of a batch. */
    void add(List<MetricState> ofBatch) {
        Iterator<MetricState> next = ofBatch.iterator();
        active.forEach(ofOutput -> ofOutput.replaceAll(entry -> new MetricWithState(
                entry.metric(), entry.onLogits(), entry.metric().merge(entry.state(), next.next()))));
    }

    /** Resolves the metrics of output {@code o} and creates their states, which reuse the scratch arrays of the previous run. */
    private void start(int o, Tensor target, Tensor y) {
        List<MetricWithState> previous = o < active.size() ? active.get(o) : List.of();
        List<MetricWithState> current = new ArrayList<>();
        for (Metric metric : metrics.get(o)) {
            Metric resolved = metric.resolve(target.shape(), y.shape());
            outputLosses.namingOutput(o, () -> resolved.checkTargets(target, y));
            MetricState state =
                    Arguments.notNull(resolved.newState(), resolved.name() + ": the state that newState gives");
            if (!previous.isEmpty()) {
                state.takeScratchOf(previous.get(current.size()).state());
            }
            current.add(new MetricWithState(resolved, outputLosses.metricOnLogits(o, resolved), state));
        }
        if (o < active.size()) {
            active.set(o, current);
        } else {
            active.add(current);
        }
    }

    /** Writes the current results to {@code values}, beginning at index {@code first}; returns the index after the last result. */
    int results(double[] values, int first) {
        int next = first;
        for (int o = 0; o < metrics.size(); o++) {
            for (int i = 0; i < metrics.get(o).size(); i++) {
                Metric metric = metrics.get(o).get(i);
                MetricWithState entry =
                        started ? active.get(o).get(i) : new MetricWithState(metric, null, metric.newState());
                values[next++] = entry.metric().result(entry.state());
            }
        }
        return next;
    }

    /**
     * The sample weights of output {@code o}: the tensor of this output, or the only tensor, which then applies to all outputs; null for
     * none.
     */
    static @Nullable Tensor weightOf(int o, List<Tensor> weights) {
        return weights.isEmpty() ? null : weights.get(Math.min(o, weights.size() - 1));
    }

    /** The sample weights multiplied by the mask, one per row of the predictions; the weights unchanged if there is no mask. */
    private static @Nullable Tensor masked(@Nullable Tensor weight, @Nullable Tensor mask, Tensor y) {
        if (mask == null) {
            return weight;
        }
        int rows = Loss.rows(y);
        int perMask = TargetChecks.rowsPerMask("metrics", mask, rows);
        int perWeight = weight == null
                ? 1
                : TargetChecks.rowsPerWeight("metrics", weight, y.shape().dim(0), rows);
        float[] w = new float[rows];
        for (int r = 0; r < rows; r++) {
            float sampleWeight = weight == null ? 1 : weight.data()[weight.offset() + r / perWeight];
            w[r] = sampleWeight * mask.data()[mask.offset() + r / perMask];
        }
        return Tensor.wrap(w, Shape.of(rows));
    }
}
