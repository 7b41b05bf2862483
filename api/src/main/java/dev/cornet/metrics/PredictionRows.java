package dev.cornet.metrics;

import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch of predictions along its last axis, with their weights. A vector is taken as a column.
 *
 * <p>{@code update} of a metric reads value c of row r of the predictions as {@code yPred.data()[yPred.offset() + r * rows.columns() + c]},
 * and adds it with the weight {@code rows.weight(r)}, whether weights are given per sample or per row, or are all 1.
 */
public final class PredictionRows {
    private final int samples;
    private final int rows;
    private final int columns;
    private final @Nullable Tensor weight;
    private final int rowsPerWeight;

    /**
     * Refuses weights that are neither one per sample nor one per row.
     *
     * @param metric the metric's name, for messages
     * @param weight as {@link Metric#update} receives it; null if all weights are 1
     */
    public PredictionRows(String metric, Tensor prediction, @Nullable Tensor weight) {
        int rank = prediction.shape().rank();
        samples = rank == 0 ? 1 : prediction.shape().dim(0);
        columns = rank < 2 ? 1 : prediction.shape().last();
        rows = columns == 0 ? 0 : prediction.size() / columns;
        this.weight = weight;
        rowsPerWeight = weight == null ? 1 : TargetChecks.rowsPerWeight(metric, weight, samples, rows);
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** The number of values of a row. */
    public int columns() {
        return columns;
    }

    /** The number of rows of a sample, 1 unless predictions have more than two axes. */
    public int rowsPerSample() {
        return samples == 0 ? 1 : rows / samples;
    }

    /** The weight of row {@code r}. */
    public double weight(int r) {
        return weight == null ? 1 : weight.data()[weight.offset() + r / rowsPerWeight];
    }

    /** The class of each row: the class numbers themselves if y has one number per row, else the positions of the largest values. */
    public int[] classes(Tensor y) {
        if (y.size() != rows) {
            return y.argMax();
        }
        int[] classes = new int[rows];
        for (int r = 0; r < rows; r++) {
            classes[r] = (int) y.data()[y.offset() + r];
        }
        return classes;
    }
}
