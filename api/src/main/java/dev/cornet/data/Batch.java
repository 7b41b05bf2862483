package dev.cornet.data;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of one training step: a tensor per input of the model, targets and, optionally, sample weights per output. The first axis of
 * every tensor counts the samples.
 *
 * @param inputs one tensor per input
 * @param targets one tensor per output; empty for predict
 * @param weights sample weights: empty, or one tensor (n) per output
 * @param shardRows the number of rows of each shard, where training in shards is to cut the batch; empty if the source leaves this open
 */
public record Batch(List<Tensor> inputs, List<Tensor> targets, List<Tensor> weights, List<Integer> shardRows) {
    /** A batch whose source leaves open where it may be cut. */
    public Batch(List<Tensor> inputs, List<Tensor> targets, List<Tensor> weights) {
        this(inputs, targets, weights, List.of());
    }

    public Batch {
        inputs = Arguments.nonNullElements(inputs, "batch: inputs");
        targets = Arguments.nonNullElements(targets, "batch: targets");
        weights = Arguments.nonNullElements(weights, "batch: weights");
        if (inputs.isEmpty()) {
            throw new ShapeException("a batch needs at least one input tensor");
        }
        if (inputs.get(0).shape().rank() == 0) {
            throw new ShapeException(
                    "batch: the first axis counts the samples, but input 0 is a single number; reshape it to (1)");
        }
        int rows = inputs.get(0).shape().dim(0);
        requireRows("input", inputs, rows);
        requireRows("target", targets, rows);
        requireRows("sample weight", weights, rows);
        if (!Arguments.notNull(shardRows, "batch", "shardRows").isEmpty()) { // in training in shards only
            shardRows = Arguments.nonNullElements(shardRows, "batch: shardRows");
            requireCut(shardRows, rows);
        }
    }

    private static void requireCut(List<Integer> shardRows, int rows) {
        int cut = shardRows.stream().mapToInt(Integer::intValue).sum();
        if (cut != rows) {
            throw new ShapeException("batch: the shards have " + shardRows + " rows, " + cut
                    + " in all, but the batch has " + rows + ".");
        }
    }

    /** Returns rows {@code from … to−1}, which share the values of this batch. */
    public Batch rows(int from, int to) {
        return new Batch(rows(inputs, from, to), rows(targets, from, to), rows(weights, from, to));
    }

    static List<Tensor> rows(List<Tensor> tensors, int from, int to) {
        List<Tensor> views = new ArrayList<>(tensors.size()); // not by a stream: called for each batch of predict
        for (Tensor x : tensors) {
            views.add(x.rows(from, to));
        }
        return views;
    }

    /** A batch of one input without targets, for predict. */
    public static Batch of(Tensor x) {
        Arguments.notNull(x, "Batch.of", "x");
        return new Batch(List.of(x), List.of(), List.of());
    }

    /** A batch of one input and its targets. */
    public static Batch of(Tensor x, Tensor y) {
        Arguments.notNull(x, "Batch.of", "x");
        Arguments.notNull(y, "Batch.of", "y");
        return new Batch(List.of(x), List.of(y), List.of());
    }

    /** A batch of one input, its targets and a weight per sample. */
    public static Batch of(Tensor x, Tensor y, Tensor weight) {
        Arguments.notNull(x, "Batch.of", "x");
        Arguments.notNull(y, "Batch.of", "y");
        Arguments.notNull(weight, "Batch.of", "weight");
        return new Batch(List.of(x), List.of(y), List.of(weight));
    }

    /** The number of samples. */
    public int size() {
        return inputs.get(0).shape().dim(0);
    }

    private static void requireRows(String what, List<Tensor> tensors, int rows) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).shape().rank() == 0 || tensors.get(i).shape().dim(0) != rows) {
                throw new ShapeException("batch: the first axis counts the samples and must agree: input 0 has " + rows
                        + ", " + what + " " + i + " has shape " + tensors.get(i).shape() + ".");
            }
        }
    }
}
