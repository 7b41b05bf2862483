package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A mean over samples, each with the mean of its rows: Σ w·v / Σ w. The simplest base for a metric of one's own: {@link #values} and
 * {@link #direction} are all it needs.
 *
 * @param <M> the metric itself
 */
public abstract class MeanMetric<M extends MeanMetric<M>> extends FluentMetric<M> {
    private static final int TOTAL = 0;
    private static final int COUNT = 1;

    /** Writes the figure v of each row of the predictions' last axis. */
    protected abstract void values(Tensor target, Tensor prediction, double[] v);

    /** False for a row that is left out. */
    protected boolean counts(Tensor target, int row) {
        return true;
    }

    @Override
    public final MetricState newState() {
        return new MetricState(2);
    }

    @Override
    public final void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), prediction, weight);
        double[] values = state.scratch(rows.rows());
        Tensor matrix = prediction.shape().rank() < 2 ? prediction.reshape(rows.rows(), 1) : prediction;
        values(target, matrix, values);
        for (int r = 0; r < rows.rows(); r++) {
            double w = counts(target, r) ? rows.weight(r) / rows.perSample() : 0;
            state.add(TOTAL, w * values[r]);
            state.add(COUNT, w);
        }
    }

    @Override
    public double result(MetricState state) {
        double count = state.get(COUNT);
        return count == 0 ? 0 : state.get(TOTAL) / count;
    }
}
