package dev.cornet.metrics;

import dev.cornet.losses.Targets;
import dev.cornet.tensor.Tensor;

/**
 * How often the largest value of p lies at the largest of t, which is one-hot. Reference: Keras' CategoricalAccuracy
 * page.
 */
public final class CategoricalAccuracy extends MeanMetric<CategoricalAccuracy> {
    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int[] said = prediction.argMax();
        int[] right = target.argMax();
        for (int r = 0; r < said.length; r++) {
            v[r] = said[r] == right[r] ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        Targets.requireClasses(name(), prediction.shape());
        Targets.requireOneHotShape(name(), target.shape(), prediction.shape(), "use sparse_categorical_accuracy.");
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
