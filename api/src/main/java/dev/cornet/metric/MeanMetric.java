package dev.cornet.metric;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A mean over samples, each with the mean of its rows: Σ w·v / Σ w.
 *
 * @param <M> the metric itself
 */
public abstract class MeanMetric<M extends MeanMetric<M>> extends FluentMetric<M> {
    private double total;
    private double count;
    private double[] values = new double[0];

    /** The figure v of each row of the predictions' last axis. */
    protected abstract void values(Tensor target, Tensor prediction, double[] v);

    /** False for a row that is left out. */
    boolean counts(Tensor target, int r) {
        return true;
    }

    @Override
    public final void update(Tensor target, Tensor prediction, @Nullable Tensor weight) {
        Rows rows = new Rows(name(), prediction, weight);
        if (values.length < rows.rows()) {
            values = new double[rows.rows()];
        }
        Tensor matrix = prediction.shape().rank() < 2 ? prediction.reshape(rows.rows(), 1) : prediction;
        values(target, matrix, values);
        for (int r = 0; r < rows.rows(); r++) {
            double w = counts(target, r) ? rows.weight(r) / rows.perSample() : 0;
            total += w * values[r];
            count += w;
        }
    }

    @Override
    public double result() {
        return count == 0 ? 0 : total / count;
    }

    @Override
    public final void reset() {
        total = 0;
        count = 0;
        Arrays.fill(values, 0);
    }
}
