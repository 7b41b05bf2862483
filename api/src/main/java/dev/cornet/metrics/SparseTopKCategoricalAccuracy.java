package dev.cornet.metrics;

import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;

/**
 * The fraction of rows whose true class, given as a class number, is among the k classes with the largest predictions, ties included.
 *
 * <p>Reference: Keras' SparseTopKCategoricalAccuracy page.
 */
public final class SparseTopKCategoricalAccuracy extends BaseTopKAccuracy<SparseTopKCategoricalAccuracy> {
    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        for (int r = 0; r < prediction.size() / prediction.shape().last(); r++) {
            v[r] = TopK.isInTopK(prediction, r, (int) target.data()[target.offset() + r], k()) ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireClassNumbersShape(
                name(), target.shape(), prediction.shape(), "use top_k_categorical_accuracy.");
    }
}
