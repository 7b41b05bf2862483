package dev.cornet.training;

import dev.cornet.data.Batch;
import dev.cornet.graph.BatchResult;
import dev.cornet.metrics.MetricState;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The loss and metric values accumulated over the batches of one run of fit, evaluate, trainOnBatch or testOnBatch. Not thread-safe. */
final class RunMetrics {
    private final TrainingSetup setup;
    private final CompileLoss compileLoss;
    private final CompileMetrics metrics;
    private final CompileMetrics weightedMetrics;
    private final double[] outputLossSum;
    private double lossSum;
    private double rowSum;
    private int batches;

    RunMetrics(TrainingSetup setup) {
        this.setup = setup;
        this.compileLoss = new CompileLoss(setup.outputLosses());
        this.metrics = new CompileMetrics(setup.metrics(), setup.outputLosses());
        this.weightedMetrics = new CompileMetrics(setup.weightedMetrics(), setup.outputLosses());
        this.outputLossSum = new double[setup.outputLosses().size()];
    }

    /** The loss on the current batch. */
    CompileLoss compileLoss() {
        return compileLoss;
    }

    /** Resets loss and metrics to those of no batches. */
    void reset() {
        lossSum = 0;
        rowSum = 0;
        batches = 0;
        Arrays.fill(outputLossSum, 0);
        metrics.reset();
        weightedMetrics.reset();
    }

    /** Releases the tensors of the current batch. */
    void releaseBatch() {
        compileLoss.endBatch();
    }

    /**
     * Adds a batch. As in Keras, the total loss is a mean over batches weighted by their numbers of rows; the loss of each output is an
     * unweighted mean over batches.
     */
    void update(double loss, Batch batch, BatchResult result) {
        add(loss, batch.size(), compileLoss.losses());
        metrics.update(batch.targets(), result, List.of());
        weightedMetrics.update(batch.targets(), result, batch.weights());
    }

    private void add(double loss, int rows, double[] lossesOfOutputs) {
        lossSum += loss * rows;
        rowSum += rows;
        batches++;
        for (int o = 0; o < outputLossSum.length; o++) {
            outputLossSum[o] += lossesOfOutputs[o];
        }
    }

    // ---- in shards

    /** Resolves the metrics for the targets of a batch, unless that has been done. */
    void begin(Batch batch) {
        List<Tensor> predictions = compileLoss.placeholders(batch.size());
        metrics.begin(batch.targets(), predictions);
        weightedMetrics.begin(batch.targets(), predictions);
    }

    /** Returns the states of the metrics, then of the weighted metrics, of the rows of a shard alone. */
    List<MetricState> statesOf(Batch shard, BatchResult result) {
        List<MetricState> states = metrics.statesOf(shard.targets(), result, List.of());
        states.addAll(weightedMetrics.statesOf(shard.targets(), result, shard.weights()));
        return states;
    }

    /** Returns the merged states of rows and of those that follow them. */
    List<MetricState> merge(List<MetricState> first, List<MetricState> next) {
        int count = metrics.count();
        List<MetricState> merged = metrics.merge(first.subList(0, count), next.subList(0, count));
        merged.addAll(weightedMetrics.merge(first.subList(count, first.size()), next.subList(count, next.size())));
        return merged;
    }

    /** Adds a batch that was computed in shards. */
    void update(double loss, StepResult result) {
        add(loss, result.rows(), result.losses());
        int count = metrics.count();
        metrics.add(result.metrics().subList(0, count));
        weightedMetrics.add(result.metrics().subList(count, result.metrics().size()));
    }

    /** Loss and metrics since {@link #reset}, sorted by name. */
    Map<String, Double> sortedByName() {
        return new TreeMap<>(inKerasOrder());
    }

    /** Loss and metrics since {@link #reset}, in the order in which Keras lists them. */
    Map<String, Double> inKerasOrder() {
        double[] values = new double[setup.valueIndices().size()];
        int n = 0;
        values[n++] = lossSum / Math.max(1, rowSum);
        for (int o = 0; o < outputLossSum.length; o++) {
            if (setup.outputLosses().reportsLoss(o)) {
                values[n++] = outputLossSum[o] / Math.max(1, batches);
            }
        }
        n = metrics.results(values, n);
        weightedMetrics.results(values, n);
        Map<String, Double> named = new LinkedHashMap<>();
        setup.valueIndices().forEach((name, index) -> named.put(name, values[index]));
        return named;
    }
}
