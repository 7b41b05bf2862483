package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.Targets;
import dev.cornet.tensor.Tensor;

/**
 * How often the right class, of number t, is among the k with the largest p; equals count as among them.
 *
 * <p>Reference: Keras' SparseTopKCategoricalAccuracy page.
 */
public final class SparseTopKCategoricalAccuracy extends MeanMetric<SparseTopKCategoricalAccuracy> {
    @Option
    private int k = 5;

    /** How many classes count; default 5. */
    public SparseTopKCategoricalAccuracy k(int k) {
        this.k = k;
        return checked();
    }

    @Override
    public void check() {
        require(k >= 1, "k must be 1 or more, got %s", k);
    }

    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        for (int r = 0; r < prediction.size() / prediction.shape().last(); r++) {
            v[r] = TopK.holds(prediction, r, (int) target.data()[target.offset() + r], k) ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        Targets.requireNumbersShape(name(), target.shape(), prediction.shape(), "use top_k_categorical_accuracy.");
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
