package dev.cornet.metrics;

import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;

/** The fraction of rows whose largest prediction is at the class number of the target. Reference: Keras' SparseCategoricalAccuracy page. */
public final class SparseCategoricalAccuracy extends BaseAccuracy<SparseCategoricalAccuracy> {
    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int[] predicted = prediction.argMax();
        for (int r = 0; r < predicted.length; r++) {
            v[r] = predicted[r] == target.data()[target.offset() + r] ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireClassNumbersShape(name(), target.shape(), prediction.shape(), "use categorical_accuracy.");
    }
}
