package dev.cornet.metrics;

import dev.cornet.losses.Targets;
import dev.cornet.tensor.Tensor;

/** How often the largest value of p lies at the class number t. Reference: Keras' SparseCategoricalAccuracy page. */
public final class SparseCategoricalAccuracy extends MeanMetric<SparseCategoricalAccuracy> {
    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int[] said = prediction.argMax();
        for (int r = 0; r < said.length; r++) {
            v[r] = said[r] == target.data()[target.offset() + r] ? 1 : 0;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        Targets.requireNumbersShape(name(), target.shape(), prediction.shape(), "use categorical_accuracy.");
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
