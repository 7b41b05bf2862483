package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;

/**
 * The fraction of rows whose true class, given as a class number, is among the k classes with the largest predictions, ties included.
 *
 * <p>Reference: Keras' SparseTopKCategoricalAccuracy page.
 */
public final class SparseTopKCategoricalAccuracy extends MeanMetric<SparseTopKCategoricalAccuracy> {
    @Option
    private int k = 5;

    /** The number k of classes; default 5. */
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
            v[r] = TopK.isInTopK(prediction, r, (int) target.data()[target.offset() + r], k) ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireClassNumbersShape(
                name(), target.shape(), prediction.shape(), "use top_k_categorical_accuracy.");
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
