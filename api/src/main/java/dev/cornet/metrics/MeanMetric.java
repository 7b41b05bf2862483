package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A metric that is a weighted mean over samples: Σ w·v / Σ w, where v is the mean over the rows of a sample. The simplest base class for
 * metrics of your own: only {@link #values} and {@link #direction} need to be implemented.
 *
 * @param <M> the metric class itself
 */
public abstract class MeanMetric<M extends MeanMetric<M>> extends FluentMetric<M> {
    /** Indices of the sums in a state: Σ w·v and Σ w. */
    static final int TOTAL = 0;

    static final int WEIGHT = 1;

    /**
     * Computes v for each row along the last axis of the predictions.
     *
     * @param v receives one value per row, from index 0 on; it may be longer
     */
    protected abstract void values(Tensor target, Tensor prediction, double[] v);

    /** False for a row that is left out of the mean. */
    protected boolean counts(Tensor target, int row) {
        return true;
    }

    @Override
    public final MetricState newState() {
        return new MetricState(2);
    }

    @Override
    public void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        double[] values = state.scratch(rows.rows());
        Tensor matrix = prediction.shape().rank() < 2 ? prediction.reshape(rows.rows(), 1) : prediction;
        values(target, matrix, values);
        for (int r = 0; r < rows.rows(); r++) {
            double w = counts(target, r) ? rows.weight(r) / rows.rowsPerSample() : 0;
            state.add(TOTAL, w * values[r]);
            state.add(WEIGHT, w);
        }
    }

    @Override
    public double result(MetricState state) {
        double weight = state.get(WEIGHT);
        return weight == 0 ? 0 : state.get(TOTAL) / weight;
    }
}
