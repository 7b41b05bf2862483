package dev.cornet.model;

import dev.cornet.graph.Runner;
import dev.cornet.loss.Loss;
import dev.cornet.loss.Targets;
import dev.cornet.metric.Metric;
import dev.cornet.metric.MetricState;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that run over the batches, those of each output. Families as "accuracy" take their form on the first batch, as its shapes
 * tell.
 */
final class Running {
    private final List<String> outputs;
    private final List<@Nullable String> activations;
    private final List<List<Metric>> wanted;
    private @Nullable List<List<Measured>> running;

    /** A metric with the state of this run; from logits where it is computed from them. */
    private static final class Measured {
        final Metric metric;
        final boolean onLogits;
        MetricState state;

        Measured(Metric metric, @Nullable Metric onLogits) {
            this.metric = onLogits == null ? metric : onLogits;
            this.onLogits = onLogits != null;
            this.state = this.metric.newState();
        }
    }

    /**
     * @param argument "metrics" or "weighted_metrics"
     * @param given as {@link Compile} holds it
     * @param activations for each output the activation that makes it, or null
     */
    Running(String argument, Object given, List<String> outputs, List<@Nullable String> activations) {
        this.outputs = outputs;
        this.activations = activations;
        this.wanted = new ArrayList<>();
        if (outputs.size() == 1 && given instanceof List<?> all) {
            wanted.add(listOf(all));
            return;
        }
        boolean none = given instanceof List<?> all && all.isEmpty();
        for (String output : none ? outputs : List.<String>of()) {
            wanted.add(listOf(null));
        }
        if (!none) {
            Compile.perOutput(argument, given, outputs).forEach(one -> wanted.add(listOf(one)));
        }
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

    void reset() {
        List<List<Measured>> all = running;
        if (all != null) {
            all.forEach(metrics -> metrics.forEach(one -> one.state = one.metric.newState()));
        }
    }

    /** Takes in a batch. */
    void update(List<Tensor> targets, Runner.Result result, List<Tensor> weights) {
        List<Tensor> ys = result.outputs();
        List<List<Measured>> all = running;
        if (all == null) {
            all = new ArrayList<>();
            for (int o = 0; o < wanted.size(); o++) {
                all.add(resolve(o, targets.get(o), ys.get(o)));
            }
            running = all;
        }
        for (int o = 0; o < all.size(); o++) {
            Tensor weight = masked(weightOf(o, weights), result.masks().get(o), ys.get(o));
            Tensor z = result.logits().get(o);
            for (Measured one : all.get(o)) {
                one.metric.update(one.state, targets.get(o), one.onLogits && z != null ? z : ys.get(o), weight);
            }
        }
    }

    private List<Measured> resolve(int o, Tensor target, Tensor y) {
        List<Measured> all = new ArrayList<>();
        for (Metric metric : wanted.get(o)) {
            Metric one = metric.resolve(target.shape(), y.shape());
            one.checkTargets(target, y);
            Metric onLogits = onLogits(o, one);
            if (onLogits == one) {
                Objective.warnOfLogits(one.name(), outputs.get(o), String.valueOf(activations.get(o)));
            }
            all.add(new Measured(one, onLogits));
        }
        return all;
    }

    private @Nullable Metric onLogits(int o, Metric metric) {
        String activation = activations.get(o);
        return activation == null ? null : metric.onLogits(activation);
    }

    /** True when a metric of output {@code o} is computed from logits. */
    boolean keepsLogits(int o) {
        return wanted.get(o).stream().anyMatch(metric -> onLogits(o, metric) != null);
    }

    /** The weights of output {@code o}: its own, or those given for all. */
    static @Nullable Tensor weightOf(int o, List<Tensor> weights) {
        return weights.isEmpty() ? null : weights.get(Math.min(o, weights.size() - 1));
    }

    /** A weight for each row of the predictions where a mask leaves rows out, else the weights as they are. */
    private static @Nullable Tensor masked(@Nullable Tensor weight, @Nullable Tensor mask, Tensor y) {
        if (mask == null) {
            return weight;
        }
        int rows = Loss.rows(y);
        int perMask = Targets.rowsPerMask("metrics", mask, rows);
        int perWeight = weight == null
                ? 1
                : Targets.rowsPerWeight("metrics", weight, y.shape().dim(0), rows);
        float[] w = new float[rows];
        for (int r = 0; r < rows; r++) {
            float given = weight == null ? 1 : weight.data()[weight.offset() + r / perWeight];
            w[r] = given * mask.data()[mask.offset() + r / perMask];
        }
        return Tensor.wrap(w, Shape.of(rows));
    }

    /** Adds the figures so far; a name that is taken gets {@code prefix}, then a number behind it, as in Keras. */
    void addTo(Map<String, Double> figures, String prefix) {
        for (int o = 0; o < outputs.size(); o++) {
            String output = outputs.size() > 1 ? outputs.get(o) + "_" : "";
            for (int i = 0; i < wanted.get(o).size(); i++) {
                Metric metric = wanted.get(o).get(i);
                String name = output + metric.name();
                if (figures.containsKey(name)) {
                    name = output + prefix + metric.name();
                }
                String free = name;
                for (int n = 1; figures.containsKey(free); n++) {
                    free = name + "_" + n;
                }
                List<List<Measured>> all = running;
                Measured one =
                        all == null ? new Measured(metric, null) : all.get(o).get(i);
                figures.put(free, one.metric.result(one.state));
            }
        }
    }
}
