package dev.cornet.training;

import dev.cornet.backend.Ops;
import dev.cornet.data.Batches;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * Arrays given to fit. The first axis of each counts the samples.
 *
 * @param xs one tensor for each input
 * @param ys one tensor of targets for each output
 * @param sampleWeights none, one tensor for all outputs, or one for each output
 */
public record TrainingArrays(List<Tensor> xs, List<Tensor> ys, List<Tensor> sampleWeights) {
    private static final int MAX_CHECKED_VALUES = 1 << 26;

    /** The number of samples; throws if there are none. */
    public int rows() {
        Shape x = xs.get(0).shape();
        if (x.rank() == 0 || x.dim(0) == 0) {
            throw new DataException("fit: x of shape " + x + " holds no samples; at least one is needed.");
        }
        return x.dim(0);
    }

    /** Throws unless all arrays have the same number of samples, finite values, and fit the outputs of the model. */
    public void check(OutputLosses outputLosses) {
        int rows = rows();
        requireRows("x", xs, rows);
        requireRows("y", ys, rows);
        requireRows("sampleWeight", sampleWeights, rows);
        outputLosses.requireSampleWeights("fit", sampleWeights);
        outputLosses.requireTargets(ys);
    }

    private static void requireRows(String name, List<Tensor> tensors, int rows) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor t = tensors.get(i);
            String one = tensors.size() == 1 ? name : name + "[" + i + "]";
            if (t.shape().rank() == 0 || t.shape().dim(0) != rows) {
                throw new ShapeException("fit: " + (name.equals("x") ? "x[0]" : "x") + " has " + rows + " samples, but "
                        + one + " has shape " + t.shape() + "; the first axis counts the samples and must agree.");
            }
            requireFinite(one, t);
        }
    }

    private static void requireFinite(String name, Tensor x) {
        if (x.size() > MAX_CHECKED_VALUES || Ops.isFinite(x)) {
            return;
        }
        int row = 0;
        while (Ops.isFinite(x.rows(row, row + 1))) {
            row++;
        }
        throw new DataException(
                "fit: " + name + " holds NaN or infinity, first in row " + row + ". Clean the data before training.");
    }

    /** The samples from row {@code from} to the row before {@code to}; they share the arrays' values. */
    public TrainingArrays rows(int from, int to) {
        return new TrainingArrays(rows(xs, from, to), rows(ys, from, to), rows(sampleWeights, from, to));
    }

    private static List<Tensor> rows(List<Tensor> tensors, int from, int to) {
        return tensors.stream().map(t -> t.rows(from, to)).toList();
    }

    public Batches batches(int batchSize, boolean shuffle, long seed) {
        return Batches.of(xs, ys, sampleWeights, batchSize, shuffle, seed);
    }

    /** The batches for training in shards. */
    public Batches batches(int batchSize, boolean shuffle, long seed, int shards) {
        if (batchSize % shards != 0) {
            throw new OptionException("fit: batchSize must be a multiple of shards, but " + batchSize
                    + " samples cannot be cut into " + shards + " equal shards. Change one of them.");
        }
        return Batches.inShards(xs, ys, sampleWeights, batchSize, shuffle, seed, shards);
    }
}
