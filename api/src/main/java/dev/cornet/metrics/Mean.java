package dev.cornet.metrics;

import dev.cornet.tensor.Tensor;

/** The mean of the predictions; targets are not used. Reference: Keras' Mean page. */
public final class Mean extends MeanMetric<Mean> {
    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int n = prediction.shape().last();
        for (int r = 0; r < prediction.size() / n; r++) {
            double sum = 0;
            for (int i = r * n; i < (r + 1) * n; i++) {
                sum += prediction.data()[prediction.offset() + i];
            }
            v[r] = sum / n;
        }
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
