package dev.cornet.training;

import dev.cornet.metrics.Direction;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of compile resolved for a model's outputs: loss, loss weight and metrics of each output, and the names of the reported
 * values. Immutable, except for a pool of {@link RunMetrics}, each of which holds the values of one run.
 */
public final class TrainingSetup {
    private final OutputLosses outputLosses;
    private final List<List<Metric>> metrics;
    private final List<List<Metric>> weightedMetrics;
    private final Map<String, Integer> valueIndices = new LinkedHashMap<>();
    private final List<Direction> directions = new ArrayList<>();
    private final Map<String, Integer> nextSuffix = new HashMap<>();
    private final ConcurrentLinkedDeque<RunMetrics> spareRunMetrics = new ConcurrentLinkedDeque<>();

    /** @param names the names of the outputs */
    public TrainingSetup(List<Symbol> outputs, List<String> names, OutputArguments arguments) {
        metrics = arguments.metrics();
        weightedMetrics = arguments.weightedMetrics();
        outputLosses = new OutputLosses(outputs, names, arguments);
        nameAll(names);
    }

    /**
     * Names the reported values as Keras does: "loss", then each output's loss if several outputs have one, then the metrics, in their
     * given order for one output and sorted by name for several. A name in use gets the prefix "weighted_" if it is a weighted metric, then
     * a numeric suffix.
     */
    private void nameAll(List<String> outputs) {
        boolean hasSeveralOutputs = outputs.size() > 1;
        Map<String, Integer> all = new LinkedHashMap<>();
        name("loss", Direction.MINIMIZE, all);
        for (int o = 0; o < outputs.size(); o++) {
            if (outputLosses.reportsLoss(o)) {
                name(outputs.get(o) + "_loss", Direction.MINIMIZE, all);
            }
        }
        valueIndices.putAll(all);
        for (List<List<Metric>> kind : List.of(metrics, weightedMetrics)) {
            String prefix = kind == weightedMetrics ? "weighted_" : "";
            for (int o = 0; o < outputs.size(); o++) {
                String output = hasSeveralOutputs ? outputs.get(o) + "_" : "";
                for (Metric metric : kind.get(o)) {
                    String name = output + metric.name();
                    name(all.containsKey(name) ? output + prefix + metric.name() : name, metric.direction(), all);
                }
            }
        }
        valueIndices.putAll(hasSeveralOutputs ? new TreeMap<>(all) : all);
    }

    private void name(String name, Direction direction, Map<String, Integer> all) {
        String unique = name;
        for (int n = nextSuffix.getOrDefault(name, 1); all.containsKey(unique); n++) {
            unique = name + "_" + n;
            nextSuffix.put(name, n + 1);
        }
        all.put(unique, directions.size());
        directions.add(direction);
    }

    public OutputLosses outputLosses() {
        return outputLosses;
    }

    List<List<Metric>> metrics() {
        return metrics;
    }

    List<List<Metric>> weightedMetrics() {
        return weightedMetrics;
    }

    /**
     * The names of the reported values in the order in which Keras lists them, each with the index of its value in the array that
     * {@link RunMetrics} computes.
     */
    public Map<String, Integer> valueIndices() {
        return valueIndices;
    }

    /** Whether a lower or a higher value of this name is better; null if no reported value has this name. */
    public @Nullable Direction direction(String name) {
        Integer index = valueIndices.get(name);
        return index == null ? null : directions.get(index);
    }

    /** An empty {@link RunMetrics} for a new run: a released one, or a new one. */
    RunMetrics acquireRunMetrics() {
        RunMetrics run = spareRunMetrics.poll();
        if (run == null) {
            return new RunMetrics(this);
        }
        run.reset();
        return run;
    }

    /** Returns the {@link RunMetrics} of a finished run to the pool. */
    void releaseRunMetrics(RunMetrics run) {
        if (spareRunMetrics.size() < 4) {
            run.releaseBatch();
            spareRunMetrics.push(run);
        }
    }
}
