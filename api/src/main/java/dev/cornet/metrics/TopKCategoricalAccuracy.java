package dev.cornet.metrics;

import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;

/**
 * The fraction of rows whose true class, given one-hot, is among the k classes with the largest predictions, ties included.
 *
 * <p>Reference: Keras' TopKCategoricalAccuracy page.
 */
public final class TopKCategoricalAccuracy extends BaseTopKAccuracy<TopKCategoricalAccuracy> {
    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int[] expected = target.argMax();
        for (int r = 0; r < expected.length; r++) {
            v[r] = TopK.isInTopK(prediction, r, expected[r], k()) ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireClasses(name(), prediction.shape());
        TargetChecks.requireOneHotShape(
                name(), target.shape(), prediction.shape(), "use sparse_top_k_categorical_accuracy.");
    }
}
