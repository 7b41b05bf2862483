package dev.cornet.metrics;

import dev.cornet.config.Option;
import dev.cornet.losses.TargetChecks;
import dev.cornet.tensor.Tensor;

/** The fraction of predictions that agree with their label, where p > threshold means 1. Reference: Keras' BinaryAccuracy page. */
public final class BinaryAccuracy extends BaseAccuracy<BinaryAccuracy> {
    @Option
    private double threshold = 0.5;

    /** The threshold above which a prediction means 1; from 0 to 1, default 0.5. */
    public BinaryAccuracy threshold(double threshold) {
        this.threshold = threshold;
        return checked();
    }

    @Override
    public void check() {
        require(threshold >= 0 && threshold <= 1, "threshold must be between 0 and 1, got %s", threshold);
    }

    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        int n = prediction.shape().last();
        float limit = (float) threshold;
        for (int r = 0; r < prediction.size() / n; r++) {
            int correct = 0;
            for (int i = r * n; i < (r + 1) * n; i++) {
                float predicted = prediction.data()[prediction.offset() + i] > limit ? 1f : 0f;
                correct += target.data()[target.offset() + i] == predicted ? 1 : 0;
            }
            v[r] = (double) correct / n;
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), "");
    }
}
