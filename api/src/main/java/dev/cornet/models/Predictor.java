package dev.cornet.models;

import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.MemoryException;
import dev.cornet.file.Limits;
import dev.cornet.nn.RecurrentStates;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Puts together the outputs of one round through a source of batches. Holds nothing of the model's: any number may run at once. */
final class Predictor {
    private final Structure structure;
    private final Predict options;

    Predictor(Model model, Predict options) {
        this.structure = model.structure();
        this.options = options;
    }

    /** One tensor per output, for as many samples as arrays of {@code rows} have. */
    List<Tensor> run(Batches arrays, int rows) {
        long wanted = options.steps() < 0 ? rows : Math.min(rows, (long) options.steps() * options.batchSize());
        List<Tensor> whole = room((int) wanted);
        int[] at = {0};
        visit(arrays, new FreshEpochs("predict"), ys -> at[0] = put(ys, whole, at[0]));
        return whole;
    }

    /** One tensor per output, for as many samples as the source turns out to have. */
    List<Tensor> run(Batches source, FreshEpochs epochs) {
        List<List<Tensor>> parts = new ArrayList<>();
        visit(source, epochs, parts::add);
        if (parts.isEmpty()) {
            throw new DataException("predict: the source gave no batches.");
        }
        long rows = parts.stream().mapToLong(ys -> ys.get(0).shape().dim(0)).sum();
        List<Tensor> whole = room(Math.toIntExact(rows));
        int at = 0;
        for (List<Tensor> ys : parts) {
            at = put(ys, whole, at);
        }
        return whole;
    }

    private void visit(Batches source, FreshEpochs epochs, Consumer<List<Tensor>> outputs) {
        List<Callback> callbacks = options.callbacks();
        Map<String, Double> logs = new TreeMap<>();
        callbacks.forEach(c -> c.onPredictBegin(logs));
        try (RecurrentStates carried = structure.carry("predict");
                EpochIterator rounds =
                        new EpochIterator(source, epochs, options.steps() < 0 ? null : options.steps(), 0)) {
            ProgressBar progress = new ProgressBar(rounds.steps(), options.verbose());
            int step = 0;
            for (rounds.beginEpoch(); rounds.hasNext(); step++) {
                int number = step;
                callbacks.forEach(c -> c.onPredictBatchBegin(number, logs));
                outputs.accept(structure.forward(rounds.next().inputs()).outputs());
                callbacks.forEach(c -> c.onPredictBatchEnd(number, logs));
                progress.update(step + 1, Map.of());
            }
            progress.finish(step, Map.of());
        }
        callbacks.forEach(c -> c.onPredictEnd(logs));
    }

    private List<Tensor> room(int rows) {
        return structure.graph().outputs().stream().map(y -> room(y, rows)).toList();
    }

    private static Tensor room(Symbol output, int rows) {
        try {
            return Limits.zeros(output.shape().withBatch(rows));
        } catch (MemoryException | OutOfMemoryError e) {
            throw new MemoryException(
                    "predict: no memory for the outputs of "
                            + output.node().layer().describe() + " for " + rows
                            + (rows == 1 ? " sample" : " samples; predict fewer at a time") + " (" + e.getMessage()
                            + ")",
                    e);
        }
    }

    private static int put(List<Tensor> ys, List<Tensor> whole, int at) {
        int end = at + ys.get(0).shape().dim(0);
        for (int o = 0; o < ys.size(); o++) {
            whole.get(o).rows(at, end).copyFrom(ys.get(o));
        }
        return end;
    }
}
