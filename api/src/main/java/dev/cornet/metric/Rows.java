package dev.cornet.metric;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch of predictions along its last axis, with their weights.
 *
 * @param rows how many there are
 * @param columns the values of each
 * @param perSample how many of them make a sample
 */
record Rows(int rows, int columns, int perSample) {
    /** A vector counts as a column. */
    static Rows of(Tensor prediction) {
        int rank = prediction.shape().rank();
        int columns = rank < 2 ? 1 : prediction.shape().last();
        int rows = columns == 0 ? 0 : prediction.size() / columns;
        int samples = rank == 0 ? 1 : prediction.shape().dim(0);
        return new Rows(rows, columns, samples == 0 ? 1 : rows / samples);
    }

    /** The weight of row {@code r}, where {@code weight} has one per row or one per sample. */
    double weight(@Nullable Tensor weight, int r) {
        if (weight == null) {
            return 1;
        }
        int perWeight = Math.max(1, rows / weight.size());
        return weight.data()[weight.offset() + r / perWeight];
    }
}
