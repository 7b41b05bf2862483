package dev.cornet.model;

import dev.cornet.data.Batch;
import dev.cornet.graph.Graph;
import dev.cornet.graph.Runner;
import dev.cornet.layer.Symbol;
import dev.cornet.loss.Loss;
import dev.cornet.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What compile has settled for a model of known outputs: losses, their weights, and the figures that run over an epoch. */
final class Compiled {
    private final Compile given;
    private final List<String> outputs;
    private final List<@Nullable Loss> losses = new ArrayList<>();
    private final double[] lossWeights;
    private final Running metrics;
    private final Running weighted;
    private final double[] outputLossSum;
    private double lossSum;
    private double rowSum;
    private int batches;

    Compiled(Compile given, List<Symbol> outputs) {
        this.given = given;
        this.outputs = outputs.stream().map(o -> o.node().layer().name()).toList();
        int n = outputs.size();
        boolean oneForAll = given.loss() instanceof Loss;
        for (Object loss : oneForAll
                ? Collections.nCopies(n, given.loss())
                : Compile.perOutput("loss", given.loss(), this.outputs)) {
            losses.add((Loss) loss);
        }
        lossWeights = new double[n];
        Arrays.fill(lossWeights, 1);
        Object weights = given.lossWeights();
        if (weights != null) {
            List<@Nullable Object> each = Compile.perOutput("loss_weights", weights, this.outputs);
            for (int o = 0; o < n; o++) {
                lossWeights[o] = each.get(o) instanceof Number number ? number.doubleValue() : 1;
            }
        }
        List<@Nullable String> activations = new ArrayList<>();
        for (int o = 0; o < n; o++) {
            activations.add(Graph.lastActivation(outputs.get(o)));
        }
        metrics = new Running("metrics", given.metrics(), this.outputs, activations);
        weighted = new Running("weighted_metrics", given.weightedMetrics(), this.outputs, activations);
        outputLossSum = new double[n];
    }

    Compile given() {
        return given;
    }

    Optimizer optimizer() {
        return given.optimizer();
    }

    Objective objective(List<Symbol> outputs) {
        boolean[] keepsLogits = new boolean[outputs.size()];
        for (int o = 0; o < keepsLogits.length; o++) {
            keepsLogits[o] = metrics.keepsLogits(o) || weighted.keepsLogits(o);
        }
        return new Objective(outputs, losses, lossWeights, keepsLogits);
    }

    /** Forgets all batches. */
    void reset() {
        lossSum = 0;
        rowSum = 0;
        batches = 0;
        Arrays.fill(outputLossSum, 0);
        metrics.reset();
        weighted.reset();
    }

    /** Takes in a batch's loss and figures. As in Keras, batches count in the loss by their rows, in each output's loss once. */
    void update(Objective objective, double loss, Batch batch, Runner.Result result) {
        int rows = batch.size();
        lossSum += loss * rows;
        rowSum += rows;
        batches++;
        for (int o = 0; o < losses.size(); o++) {
            outputLossSum[o] += objective.loss(o);
        }
        metrics.update(batch.targets(), result, List.of());
        weighted.update(batch.targets(), result, batch.weights());
    }

    /** Loss and metrics since {@link #reset}, in alphabetical order. */
    Map<String, Double> figures() {
        return new TreeMap<>(inOrder());
    }

    /** The same in the order of Keras' lists: the loss, those of the outputs, metrics as given (with several outputs: by name). */
    Map<String, Double> inOrder() {
        boolean several = losses.size() > 1;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("loss", lossSum / Math.max(1, rowSum));
        for (int o = 0; several && o < losses.size(); o++) {
            if (losses.get(o) != null) {
                figures.put(outputs.get(o) + "_loss", outputLossSum[o] / Math.max(1, batches));
            }
        }
        Map<String, Double> all = new LinkedHashMap<>(figures);
        metrics.addTo(all, "");
        weighted.addTo(all, "weighted_");
        figures.putAll(several ? new TreeMap<>(all) : all);
        return figures;
    }
}
