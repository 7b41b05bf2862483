package dev.cornet.models;

import dev.cornet.data.Batch;
import dev.cornet.graph.Executor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The loss and the metrics over the batches of one run of fit, evaluate, trainOnBatch or testOnBatch. Belongs to the thread that runs. */
final class RunMetrics {
    private final TrainingSetup compiled;
    private final CompileLoss objective;
    private final CompileMetrics metrics;
    private final CompileMetrics weighted;
    private final double[] outputLossSum;
    private double lossSum;
    private double rowSum;
    private int batches;

    RunMetrics(TrainingSetup compiled) {
        this.compiled = compiled;
        this.objective = new CompileLoss(compiled.terms());
        this.metrics = new CompileMetrics(compiled.metrics(), compiled.terms());
        this.weighted = new CompileMetrics(compiled.weighted(), compiled.terms());
        this.outputLossSum = new double[compiled.terms().size()];
    }

    /** The losses on the batch in hand. */
    CompileLoss objective() {
        return objective;
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

    /** Lets go of the data of the batch in hand. */
    void forgetBatch() {
        objective.end();
    }

    /** Takes in a batch's loss and metrics. As in Keras, batches count in the loss by their rows, in each output's loss once. */
    void update(double loss, Batch batch, Executor.Result result) {
        int rows = batch.size();
        lossSum += loss * rows;
        rowSum += rows;
        batches++;
        for (int o = 0; o < outputLossSum.length; o++) {
            outputLossSum[o] += objective.loss(o);
        }
        metrics.update(batch.targets(), result, List.of());
        weighted.update(batch.targets(), result, batch.weights());
    }

    /** Loss and metrics since {@link #reset}, in alphabetical order. */
    Map<String, Double> sorted() {
        return new TreeMap<>(inOrder());
    }

    /** The same in the order of Keras' lists. */
    Map<String, Double> inOrder() {
        double[] values = new double[compiled.places().size()];
        int n = 0;
        values[n++] = lossSum / Math.max(1, rowSum);
        for (int o = 0; o < outputLossSum.length; o++) {
            if (compiled.terms().isNamed(o)) {
                values[n++] = outputLossSum[o] / Math.max(1, batches);
            }
        }
        n = metrics.results(values, n);
        weighted.results(values, n);
        Map<String, Double> named = new LinkedHashMap<>();
        compiled.places().forEach((name, place) -> named.put(name, values[place]));
        return named;
    }
}
