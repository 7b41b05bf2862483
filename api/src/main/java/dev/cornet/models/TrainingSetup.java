package dev.cornet.models;

import dev.cornet.exceptions.OptionException;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.Metric;
import dev.cornet.nn.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of compile resolved for a model's outputs: loss, loss weight and metrics of each output, and the names of the reported
 * values. Immutable, except for a pool of {@link RunMetrics}, each of which holds the values of one run.
 */
final class TrainingSetup {
    private final Compile options;
    private final OutputLosses outputLosses;
    private final List<List<Metric>> metrics;
    private final List<List<Metric>> weightedMetrics;
    private final Map<String, Integer> valueIndices = new LinkedHashMap<>();
    private final List<Direction> directions = new ArrayList<>();
    private final Map<String, Integer> nextSuffix = new HashMap<>();
    private final ConcurrentLinkedDeque<RunMetrics> spareRunMetrics = new ConcurrentLinkedDeque<>();

    /** @param names the names of the outputs */
    TrainingSetup(Compile options, List<Symbol> outputs, List<String> names) {
        this.options = options;
        int n = outputs.size();
        boolean oneForAll = options.loss() instanceof Loss;
        List<@Nullable Loss> losses = new ArrayList<>();
        for (Object loss :
                oneForAll ? Collections.nCopies(n, options.loss()) : Compile.perOutput("loss", options.loss(), names)) {
            losses.add((Loss) loss);
        }
        if (losses.stream().allMatch(Objects::isNull)) {
            throw new OptionException(
                    "compile: no output has a loss. Give at least one of " + String.join(", ", names) + " a loss.");
        }
        double[] lossWeights = new double[n];
        Arrays.fill(lossWeights, 1);
        Object weights = options.lossWeights();
        if (weights != null) {
            List<@Nullable Object> each = Compile.perOutput("loss_weights", weights, names);
            for (int o = 0; o < n; o++) {
                lossWeights[o] = each.get(o) instanceof Number number ? number.doubleValue() : 1;
            }
        }
        metrics = perOutput("metrics", options.metrics(), names);
        weightedMetrics = perOutput("weighted_metrics", options.weightedMetrics(), names);
        outputLosses = new OutputLosses(outputs, names, losses, lossWeights, metrics, weightedMetrics);
        nameAll(names);
    }

    /** The metrics of each output. */
    private static List<List<Metric>> perOutput(String argument, Object entries, List<String> outputs) {
        if (outputs.size() == 1 && entries instanceof List<?> all) {
            return List.of(flatten(all));
        }
        if (entries instanceof List<?> all && all.isEmpty()) {
            return Collections.nCopies(outputs.size(), List.of());
        }
        List<List<Metric>> each = new ArrayList<>();
        Compile.perOutput(argument, entries, outputs).forEach(entry -> each.add(flatten(entry)));
        return each;
    }

    private static List<Metric> flatten(@Nullable Object metrics) {
        List<Metric> all = new ArrayList<>();
        if (metrics instanceof Metric metric) {
            all.add(metric);
        } else if (metrics instanceof List<?> list) {
            list.forEach(entry -> all.addAll(flatten(entry)));
        }
        return all;
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

    Compile options() {
        return options;
    }

    OutputLosses outputLosses() {
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
    Map<String, Integer> valueIndices() {
        return valueIndices;
    }

    /** Whether a lower or a higher value of this name is better; null if no reported value has this name. */
    @Nullable
    Direction direction(String name) {
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
