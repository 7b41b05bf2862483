package dev.cornet.training;

import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.file.Closing;
import dev.cornet.file.Limits;
import dev.cornet.nn.LayerAccess;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.Symbol;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The implementation of predict: one pass through a source of batches whose outputs are concatenated. Several predictions may run on one
 * model at once.
 */
public final class Predictor {
    private final ModelRuntime runtime;
    private final List<? extends PredictionListener> listeners;
    private final int verbose;
    private final RandomStream random;

    /**
     * Creates a prediction.
     *
     * @param verbose 0 silent, 1 a progress bar, 2 one line
     * @param random the random stream of the call, used by layers that are called in training mode
     */
    public Predictor(
            ModelRuntime runtime, List<? extends PredictionListener> listeners, int verbose, RandomStream random) {
        this.runtime = runtime;
        this.listeners = listeners;
        this.verbose = verbose;
        this.random = random;
    }

    /**
     * Predicts the first {@code steps} batches of arrays, or all batches if it is −1; returns one tensor per output.
     *
     * @param rows the number of samples in these batches
     */
    public List<Tensor> run(Batches arrays, int steps, int rows) {
        List<Tensor> all = allocate(rows);
        int[] at = {0};
        forEachBatch(arrays, new EpochOpener("predict"), steps, ys -> at[0] = copyInto(ys, all, at[0]));
        return all;
    }

    /**
     * Predicts the first {@code steps} batches of a source, or all batches if it is −1, with an unknown number of samples; returns one
     * tensor per output.
     */
    public List<Tensor> run(Batches source, EpochOpener epochs, int steps) {
        List<List<Tensor>> parts = new ArrayList<>();
        forEachBatch(source, epochs, steps, parts::add);
        if (parts.isEmpty()) {
            throw new DataException("predict: the source gave no batches.");
        }
        long rows = parts.stream().mapToLong(ys -> ys.get(0).shape().dim(0)).sum();
        List<Tensor> all = allocate(Math.toIntExact(rows));
        int at = 0;
        for (List<Tensor> ys : parts) {
            at = copyInto(ys, all, at);
        }
        return all;
    }

    private void forEachBatch(Batches source, EpochOpener epochs, int steps, Consumer<List<Tensor>> outputs) {
        Map<String, Double> logs = new TreeMap<>();
        listeners.forEach(c -> c.onPredictBegin(logs));
        try (RecurrentStates states = runtime.acquireStates("predict")) {
            EpochIterator iterator = new EpochIterator(source, epochs, steps < 0 ? null : steps, 0);
            Closing.after(() -> predictSteps(iterator, outputs, logs), iterator::close);
        }
        listeners.forEach(c -> c.onPredictEnd(logs));
    }

    private void predictSteps(EpochIterator iterator, Consumer<List<Tensor>> outputs, Map<String, Double> logs) {
        ProgressBar progress = new ProgressBar(iterator.steps(), verbose);
        int step = 0;
        for (iterator.beginEpoch(); iterator.hasNext(); step++) {
            int number = step;
            listeners.forEach(c -> c.onPredictBatchBegin(number, logs));
            outputs.accept(runtime.forward(iterator.next().inputs(), random.foldIn(step))
                    .outputs());
            listeners.forEach(c -> c.onPredictBatchEnd(number, logs));
            progress.update(step + 1, Map.of());
        }
        progress.finish(step, Map.of());
    }

    private List<Tensor> allocate(int rows) {
        List<Tensor> all = new ArrayList<>();
        for (Symbol output : runtime.graph().outputs()) {
            all.add(allocate(output, rows));
        }
        return all;
    }

    private static Tensor allocate(Symbol output, int rows) {
        try {
            return Limits.zeros(output.shape().with(0, rows));
        } catch (MemoryException | OutOfMemoryError e) {
            throw new MemoryException(
                    "predict: no memory for the outputs of "
                            + LayerAccess.describe(output.node().operation()) + " for " + rows
                            + (rows == 1 ? " sample" : " samples; predict fewer at a time") + " (" + e.getMessage()
                            + ")",
                    e);
        }
    }

    /** Copies a batch's outputs to rows {@code start…} of all outputs; returns the row after the last. */
    private static int copyInto(List<Tensor> ys, List<Tensor> all, int start) {
        int end = start + ys.get(0).shape().dim(0);
        for (int o = 0; o < ys.size(); o++) {
            all.get(o).rows(start, end).copyFrom(ys.get(o));
        }
        return end;
    }
}
