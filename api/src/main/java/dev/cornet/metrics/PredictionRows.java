package dev.cornet.metrics;

import dev.cornet.exceptions.DataException;
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
    private final String metric;
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
        this.metric = metric;
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

    /**
     * The class of each row: the class numbers themselves if y has one number per row, else the positions of the largest values.
     *
     * @throws DataException if y has one number per row that is not a whole number, 0 or more, such as a probability
     */
    public int[] classes(Tensor y) {
        if (y.size() != rows) {
            return y.argMax();
        }
        int[] classes = new int[rows];
        for (int r = 0; r < rows; r++) {
            float value = y.data()[y.offset() + r];
            classes[r] = (int) value;
            if (classes[r] != value || value < 0 || value >= Integer.MAX_VALUE) {
                throw new DataException(
                        metric + ": expected class numbers (0, 1, 2, …) or a row of one value for each class,"
                                + " got " + value + " in row " + r + " of shape " + y.shape()
                                + ". Make class numbers of probabilities first: p > 0.5 ? 1 : 0.");
            }
        }
        return classes;
    }

    /** The class of each row of one value: 1 if the value is above {@code threshold}, else 0. */
    int[] classesAbove(Tensor y, double threshold) {
        int[] classes = new int[rows];
        for (int r = 0; r < rows; r++) {
            classes[r] = y.data()[y.offset() + r] > threshold ? 1 : 0;
        }
        return classes;
    }

    /**
     * The class of each row as by {@link #classes(Tensor)}, for a metric with a fixed number of classes.
     *
     * @param count the number of classes
     * @throws DataException if a class number is not below {@code count}
     */
    public int[] classes(Tensor y, int count) {
        int[] classes = classes(y);
        for (int r = 0; r < classes.length; r++) {
            if (classes[r] >= count) {
                throw new DataException(
                        metric + ": expected class numbers below " + count + ", its number of classes, got "
                                + classes[r] + " in row " + r + " of shape " + y.shape() + ". Give the metric at least "
                                + (classes[r] + 1) + " classes.");
            }
        }
        return classes;
    }
}
