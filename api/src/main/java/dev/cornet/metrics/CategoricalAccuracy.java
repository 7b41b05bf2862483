package dev.cornet.metrics;

import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;

/**
 * The fraction of rows whose largest prediction is at the position of the largest value of the one-hot target.
 *
 * <p>Reference: Keras' CategoricalAccuracy page.
 */
public final class CategoricalAccuracy extends BaseAccuracy<CategoricalAccuracy> {
    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int[] predicted = prediction.argMax();
        int[] expected = target.argMax();
        for (int r = 0; r < predicted.length; r++) {
            v[r] = predicted[r] == expected[r] ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireClasses(name(), prediction.shape());
        TargetChecks.requireOneHotShape(name(), target.shape(), prediction.shape(), "use sparse_categorical_accuracy.");
    }
}
