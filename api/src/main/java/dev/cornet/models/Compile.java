package dev.cornet.models;

import dev.cornet.config.Components;
import dev.cornet.config.KerasNames;
import dev.cornet.config.OptionChecks;
import dev.cornet.exceptions.OptionException;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.training.OutputArguments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code compile}, as objects or Keras' strings, including those that {@code compile(optimizer, loss, metrics…)} lacks:
 *
 * <pre>{@code
 * model.compile(new Compile("adam", List.of("sparse_categorical_crossentropy", "mse"))
 *     .lossWeights(1, 0.2)
 *     .metrics("accuracy", List.of("mae", "mse"))
 *     .weightedMetrics(Map.of("size", "mae")));
 * }</pre>
 *
 * <p>For a model of several outputs give one entry per output, in their order or by their names. Reference: Keras' Model.compile.
 */
public final class Compile {
    private static final String FORM =
            "Write compile(optimizer, loss, metrics…), as in compile(\"adam\", \"mse\", \"mae\").";

    private final Optimizer optimizer;
    private final Object loss;
    private @Nullable Object lossWeights;
    private Object metrics = List.of();
    private Object weightedMetrics = List.of();

    /**
     * @param optimizer an {@link Optimizer} or its name
     * @param loss a {@link Loss} or its name, for all outputs; or a list with one per output, or a map by the outputs' names. An output
     *     without a loss does not contribute to training.
     */
    public Compile(Object optimizer, Object loss) {
        this.optimizer = Components.resolve(Optimizer.class, optimizer, "compile", FORM);
        OptionChecks.requireNonNullAndFinite(this.optimizer, KerasNames.of(this.optimizer.getClass()));
        this.optimizer.check();
        this.loss = mapLeaves(loss, Compile::lossOf);
        requireNoLists(this.loss);
    }

    /** Factors of the outputs' losses in the total loss, in the order of the outputs; default 1. */
    public Compile lossWeights(double... perOutput) {
        List<Double> weights = new ArrayList<>();
        for (double weight : perOutput) {
            weights.add(finite(weight));
        }
        lossWeights = weights;
        return this;
    }

    /** Factors of the outputs' losses in the total loss, by the outputs' names; 1 for outputs not named. */
    public Compile lossWeights(Map<String, Double> byOutput) {
        lossWeights = new LinkedHashMap<>(byOutput);
        byOutput.values().forEach(Compile::finite);
        return this;
    }

    /** Metrics that ignore sample weights. For one output: any number of metrics; for several: one metric or list of metrics per output. */
    public Compile metrics(Object... metrics) {
        this.metrics = mapLeaves(asList(metrics), Compile::metricOf);
        return this;
    }

    /** Metrics that ignore sample weights, by the outputs' names: a metric or a list of metrics for each. */
    public Compile metrics(Map<String, ?> byOutput) {
        this.metrics = mapLeaves(byOutput, Compile::metricOf);
        return this;
    }

    /** Like {@link #metrics(Object...)}, but weighted by sample and class weights. */
    public Compile weightedMetrics(Object... metrics) {
        this.weightedMetrics = mapLeaves(asList(metrics), Compile::metricOf);
        return this;
    }

    /** Like {@link #metrics(Map)}, but weighted by sample and class weights. */
    public Compile weightedMetrics(Map<String, ?> byOutput) {
        this.weightedMetrics = mapLeaves(byOutput, Compile::metricOf);
        return this;
    }

    /**
     * Makes losses and metrics refuse later changes of their options. The options of the optimizer may still change; its next step uses
     * them.
     */
    void fixOptions() {
        for (Object argument : List.of(loss, metrics, weightedMetrics)) {
            mapLeaves(argument, leaf -> {
                if (leaf instanceof Loss loss) {
                    loss.fixOptions();
                } else if (leaf instanceof Metric metric) {
                    metric.fixOptions();
                }
                return leaf;
            });
        }
    }

    Optimizer optimizer() {
        return optimizer;
    }

    /**
     * A loss, a list of losses (null for an output without one) or a map of losses: the argument as given, with strings resolved to
     * objects.
     */
    Object loss() {
        return loss;
    }

    @Nullable
    Object lossWeights() {
        return lossWeights;
    }

    Object metrics() {
        return metrics;
    }

    Object weightedMetrics() {
        return weightedMetrics;
    }

    private static double finite(@Nullable Double weight) {
        if (weight == null || !Double.isFinite(weight)) {
            throw new OptionException("compile: a loss weight must be a finite number, got " + weight);
        }
        return weight;
    }

    private static void requireNoLists(Object losses) {
        Collection<?> all =
                losses instanceof Map<?, ?> map ? map.values() : losses instanceof List<?> list ? list : List.of();
        for (Object one : all) {
            if (one != null && !(one instanceof Loss)) {
                throw new OptionException("compile: an output takes one loss, got " + Components.describe(one)
                        + ". Write one loss for each output; further ones can be measured as metrics.");
            }
        }
    }

    private static Loss lossOf(@Nullable Object loss) {
        Loss found = Components.resolve(Loss.class, loss, "compile", FORM);
        OptionChecks.requireNonNullAndFinite(found, found.name());
        return found;
    }

    private static Metric metricOf(@Nullable Object metric) {
        Metric found = Components.resolve(Metric.class, metric, "compile", FORM);
        OptionChecks.requireNonNullAndFinite(found, found.name());
        return found == metric || found.name().equals(metric) ? found : found.named(String.valueOf(metric));
    }

    private static List<?> asList(Object @Nullable [] metrics) {
        if (metrics == null) {
            throw new OptionException("compile: metrics is null; leave metrics out, or name some");
        }
        return Arrays.asList(metrics);
    }

    /** A copy of nested lists and maps in which {@code convert} has been applied to each leaf. */
    private static Object mapLeaves(@Nullable Object argument, Function<@Nullable Object, Object> convert) {
        if (argument instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(one -> all.add(one == null ? null : mapLeaves(one, convert)));
            return all;
        }
        if (argument instanceof Map<?, ?> map) {
            Map<String, Object> all = new LinkedHashMap<>();
            map.forEach((name, one) -> all.put(name.toString(), mapLeaves(one, convert)));
            return all;
        }
        return convert.apply(argument);
    }

    /** Losses and metrics with one entry for each of the given outputs; throws if they do not fit these outputs. */
    OutputArguments forOutputs(List<String> outputs) {
        int n = outputs.size();
        List<@Nullable Loss> losses = new ArrayList<>();
        for (Object each : loss instanceof Loss ? Collections.nCopies(n, loss) : perOutput("loss", loss, outputs)) {
            losses.add((Loss) each);
        }
        if (losses.stream().allMatch(Objects::isNull)) {
            throw new OptionException(
                    "compile: no output has a loss. Give at least one of " + String.join(", ", outputs) + " a loss.");
        }
        List<Double> weights = new ArrayList<>();
        for (Object each :
                lossWeights == null ? Collections.nCopies(n, 1) : perOutput("loss_weights", lossWeights, outputs)) {
            weights.add(each instanceof Number number ? number.doubleValue() : 1.0);
        }
        return new OutputArguments(
                losses,
                weights,
                metricsPerOutput("metrics", metrics, outputs),
                metricsPerOutput("weighted_metrics", weightedMetrics, outputs));
    }

    private static List<List<Metric>> metricsPerOutput(String argument, Object entries, List<String> outputs) {
        if (outputs.size() == 1 && entries instanceof List<?> all) {
            return List.of(flatten(all));
        }
        if (entries instanceof List<?> all && all.isEmpty()) {
            return Collections.nCopies(outputs.size(), List.of());
        }
        List<List<Metric>> each = new ArrayList<>();
        perOutput(argument, entries, outputs).forEach(entry -> each.add(flatten(entry)));
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

    /** For messages: how outputs of one layer get names of their own; empty if all names differ. */
    static String namesHint(List<String> outputs) {
        return new HashSet<>(outputs).size() == outputs.size()
                ? ""
                : " Outputs of one layer have its name; give each another, by new Model(inputs, Map.of(\"first\", a,"
                        + " \"second\", b)).";
    }

    /**
     * The entries of an argument in the order of the outputs. The argument is a list, or a map by output name; an output that is missing in
     * the map gets null.
     */
    private static List<@Nullable Object> perOutput(String argument, Object entries, List<String> outputs) {
        List<@Nullable Object> all = new ArrayList<>();
        if (entries instanceof Map<?, ?> byName) {
            for (Object name : byName.keySet()) {
                if (!outputs.contains(name)) {
                    throw new OptionException(
                            "compile: " + argument + " names the output \"" + name + "\", but the model's outputs are "
                                    + String.join(", ", outputs) + "." + namesHint(outputs));
                }
            }
            outputs.forEach(name -> all.add(byName.get(name)));
            return all;
        }
        all.addAll((List<?>) entries);
        if (all.size() != outputs.size()) {
            throw new OptionException("compile: the model has " + outputs.size()
                    + (outputs.size() == 1 ? " output (" : " outputs (")
                    + String.join(", ", outputs)
                    + "), but " + argument + " has " + all.size()
                    + (all.size() == 1 ? " entry" : " entries") + ". Give one per output, or a map by their names.");
        }
        return all;
    }
}
