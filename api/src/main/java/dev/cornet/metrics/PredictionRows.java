package dev.cornet.metrics;

import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The rows of a batch of predictions along its last axis, with their weights. A vector is taken as a column. */
final class PredictionRows {
    private final int samples;
    private final int rows;
    private final int columns;
    private final @Nullable Tensor weight;
    private final int rowsPerWeight;

    /** @param metric the metric's name, for messages */
    PredictionRows(String metric, Tensor prediction, @Nullable Tensor weight) {
        int rank = prediction.shape().rank();
        samples = rank == 0 ? 1 : prediction.shape().dim(0);
        columns = rank < 2 ? 1 : prediction.shape().last();
        rows = columns == 0 ? 0 : prediction.size() / columns;
        this.weight = weight;
        rowsPerWeight = weight == null ? 1 : TargetChecks.rowsPerWeight(metric, weight, samples, rows);
    }

    int rows() {
        return rows;
    }

    /** The number of values of a row. */
    int columns() {
        return columns;
    }

    int rowsPerSample() {
        return samples == 0 ? 1 : rows / samples;
    }

    /** The weight of row {@code r}. */
    double weight(int r) {
        return weight == null ? 1 : weight.data()[weight.offset() + r / rowsPerWeight];
    }
}
