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
 * What compile has settled for a model of known outputs: losses, their weights, the metrics of each output, and the names of their values.
 * It does not change; what a run measures stands in {@link RunMetrics}.
 */
final class TrainingSetup {
    private final Compile given;
    private final LossTerms terms;
    private final List<List<Metric>> metrics;
    private final List<List<Metric>> weighted;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Direction> directions = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final ConcurrentLinkedDeque<RunMetrics> spare = new ConcurrentLinkedDeque<>();

    /** @param names those of the outputs */
    TrainingSetup(Compile given, List<Symbol> outputs, List<String> names) {
        this.given = given;
        int n = outputs.size();
        boolean oneForAll = given.loss() instanceof Loss;
        List<@Nullable Loss> losses = new ArrayList<>();
        for (Object loss :
                oneForAll ? Collections.nCopies(n, given.loss()) : Compile.perOutput("loss", given.loss(), names)) {
            losses.add((Loss) loss);
        }
        if (losses.stream().allMatch(Objects::isNull)) {
            throw new OptionException(
                    "compile: no output has a loss. Give at least one of " + String.join(", ", names) + " a loss.");
        }
        double[] lossWeights = new double[n];
        Arrays.fill(lossWeights, 1);
        Object weights = given.lossWeights();
        if (weights != null) {
            List<@Nullable Object> each = Compile.perOutput("loss_weights", weights, names);
            for (int o = 0; o < n; o++) {
                lossWeights[o] = each.get(o) instanceof Number number ? number.doubleValue() : 1;
            }
        }
        metrics = perOutput("metrics", given.metrics(), names);
        weighted = perOutput("weighted_metrics", given.weightedMetrics(), names);
        terms = new LossTerms(outputs, names, losses, lossWeights, metrics, weighted);
        nameAll(names);
    }

    /** The metrics of each output. */
    private static List<List<Metric>> perOutput(String argument, Object given, List<String> outputs) {
        if (outputs.size() == 1 && given instanceof List<?> all) {
            return List.of(listOf(all));
        }
        if (given instanceof List<?> all && all.isEmpty()) {
            return Collections.nCopies(outputs.size(), List.of());
        }
        List<List<Metric>> each = new ArrayList<>();
        Compile.perOutput(argument, given, outputs).forEach(one -> each.add(listOf(one)));
        return each;
    }

    private static List<Metric> listOf(@Nullable Object given) {
        List<Metric> all = new ArrayList<>();
        if (given instanceof Metric one) {
            all.add(one);
        } else if (given instanceof List<?> several) {
            several.forEach(one -> all.addAll(listOf(one)));
        }
        return all;
    }

    /**
     * Names the values of a run as Keras does: the loss, with several losses that of each output, then the metrics as given (with several
     * outputs by name). A name that is taken gets "weighted_" before it where that applies, then a number behind it.
     */
    private void nameAll(List<String> outputs) {
        boolean several = outputs.size() > 1;
        Map<String, Integer> all = new LinkedHashMap<>();
        name("loss", Direction.MINIMIZE, all);
        for (int o = 0; o < outputs.size(); o++) {
            if (terms.isNamed(o)) {
                name(outputs.get(o) + "_loss", Direction.MINIMIZE, all);
            }
        }
        places.putAll(all);
        for (List<List<Metric>> kind : List.of(metrics, weighted)) {
            String prefix = kind == weighted ? "weighted_" : "";
            for (int o = 0; o < outputs.size(); o++) {
                String output = several ? outputs.get(o) + "_" : "";
                for (Metric metric : kind.get(o)) {
                    String name = output + metric.name();
                    name(all.containsKey(name) ? output + prefix + metric.name() : name, metric.direction(), all);
                }
            }
        }
        places.putAll(several ? new TreeMap<>(all) : all);
    }

    private void name(String name, Direction direction, Map<String, Integer> all) {
        String free = name;
        for (int n = numbers.getOrDefault(name, 1); all.containsKey(free); n++) {
            free = name + "_" + n;
            numbers.put(name, n + 1);
        }
        all.put(free, directions.size());
        directions.add(direction);
    }

    Compile given() {
        return given;
    }

    LossTerms terms() {
        return terms;
    }

    List<List<Metric>> metrics() {
        return metrics;
    }

    List<List<Metric>> weighted() {
        return weighted;
    }

    /** The names of a run's values in the order of Keras' lists, and for each its place among those that {@link RunMetrics} computes. */
    Map<String, Integer> places() {
        return places;
    }

    /** Which way the value of that name is better; null for a name that is none of those that are measured. */
    @Nullable
    Direction direction(String name) {
        Integer place = places.get(name);
        return place == null ? null : directions.get(place);
    }

    /** For a run that begins. */
    RunMetrics begin() {
        RunMetrics run = spare.poll();
        if (run == null) {
            return new RunMetrics(this);
        }
        run.reset();
        return run;
    }

    /** Keeps the memory of a run that has ended for the next one. */
    void end(RunMetrics run) {
        if (spare.size() < 4) {
            run.forgetBatch();
            spare.push(run);
        }
    }
}
