package dev.cornet.model;

import dev.cornet.config.Registry;
import dev.cornet.error.ShapeException;
import dev.cornet.layer.Symbol;
import dev.cornet.loss.Loss;
import dev.cornet.metric.Metric;
import dev.cornet.optimizer.Optimizer;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What compile has settled: optimizer, losses, metrics, and the figures that run over an epoch. */
final class Compiled {
    private final Optimizer optimizer;
    private final List<Loss> losses;
    private final double[] lossWeights;
    private final List<Metric> wanted;
    private final List<String> outputNames;
    private @Nullable List<Metric> metrics;
    private double lossSum;
    private double rowSum;
    private double[] outputLossSum = new double[0];
    private int batches;

    Compiled(
            Optimizer optimizer,
            List<Loss> losses,
            double[] lossWeights,
            List<Metric> wanted,
            List<String> outputNames) {
        this.optimizer = optimizer;
        this.losses = losses;
        this.lossWeights = lossWeights;
        this.wanted = wanted;
        this.outputNames = outputNames;
    }

    static Metric metricOf(Object metric) {
        if (metric instanceof Metric own) {
            return own;
        }
        Metric found = Registry.get(Metric.class, metric.toString());
        return found.name().equals(metric.toString()) ? found : found.named(metric.toString());
    }

    Optimizer optimizer() {
        return optimizer;
    }

    List<Loss> losses() {
        return losses;
    }

    double[] lossWeights() {
        return lossWeights;
    }

    /** The metrics as they were given. */
    List<Metric> wanted() {
        return wanted;
    }

    List<Metric> metrics() {
        return metrics == null ? wanted : metrics;
    }

    Objective objective(List<Symbol> outputs) {
        if (losses.size() != outputs.size()) {
            throw new ShapeException("compile: the model has " + outputs.size() + " outputs, but " + losses.size()
                    + " losses were given. Give one loss per output.");
        }
        return new Objective(outputs, losses, lossWeights);
    }

    /** Forgets all batches. */
    void reset() {
        lossSum = 0;
        rowSum = 0;
        batches = 0;
        outputLossSum = new double[losses.size()];
        metrics().forEach(Metric::reset);
    }

    /** Takes in a batch's loss and figures. */
    void update(Objective objective, double loss, List<Tensor> targets, List<Tensor> outputs) {
        int rows = outputs.get(0).shape().dim(0);
        lossSum += loss * rows;
        rowSum += rows;
        batches++;
        for (int o = 0; o < losses.size(); o++) {
            outputLossSum[o] += objective.loss(o);
        }
        List<Metric> running = resolved(targets, outputs);
        for (int m = 0; m < running.size(); m++) {
            int o = m % outputs.size();
            running.get(m).update(targets.get(o), outputs.get(o), null);
        }
    }

    /** The metrics that stand for those wanted, one per output each. */
    private List<Metric> resolved(List<Tensor> targets, List<Tensor> outputs) {
        List<Metric> found = metrics;
        if (found == null) {
            found = new ArrayList<>();
            for (Metric metric : wanted) {
                for (int o = 0; o < outputs.size(); o++) {
                    Metric one = o == 0 ? metric : dev.cornet.config.Configs.copy(metric);
                    Metric resolved =
                            one.resolve(targets.get(o).shape(), outputs.get(o).shape());
                    resolved.checkTargets(targets.get(o), outputs.get(o));
                    found.add(resolved);
                }
            }
            metrics = found;
        }
        return found;
    }

    /** Loss and metrics since {@link #reset}, in alphabetical order. */
    Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("loss", rowSum == 0 ? 0 : lossSum / rowSum);
        boolean several = losses.size() > 1;
        for (int o = 0; several && o < losses.size(); o++) {
            figures.put(outputNames.get(o) + "_loss", outputLossSum[o] / Math.max(1, batches));
        }
        List<Metric> running = metrics();
        for (int m = 0; m < running.size(); m++) {
            String prefix = several && metrics != null ? outputNames.get(m % losses.size()) + "_" : "";
            figures.put(prefix + running.get(m).name(), running.get(m).result());
        }
        return figures;
    }

    @Override
    public String toString() {
        return optimizer.name() + ", " + losses.stream().map(Loss::name).toList() + ", " + Arrays.toString(lossWeights);
    }
}
