package dev.cornet.graph;

import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * The inputs of one run: a batch, or a shard of a batch, that is, some of its consecutive rows.
 *
 * @param tensors the rows of each input of the model
 * @param firstRow the index of their first row in the batch
 * @param batchRows the number of rows of the batch
 * @param random the random stream of the batch
 */
public record RunInputs(List<Tensor> tensors, int firstRow, int batchRows, RandomStream random) {
    /** Returns the inputs of a run of a whole batch. */
    public static RunInputs ofBatch(List<Tensor> tensors, RandomStream random) {
        return new RunInputs(tensors, 0, rows(tensors), random);
    }

    /** Returns the number of rows of this run. */
    int rows() {
        return rows(tensors);
    }

    private static int rows(List<Tensor> tensors) {
        return tensors.get(0).shape().dim(0);
    }
}
