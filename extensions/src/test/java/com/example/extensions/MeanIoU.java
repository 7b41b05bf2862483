package com.example.extensions;

import dev.cornet.config.Option;
import dev.cornet.metrics.Direction;
import dev.cornet.metrics.FluentMetric;
import dev.cornet.metrics.MetricState;
import dev.cornet.metrics.PredictionRows;
import dev.cornet.tensor.Tensor;

/** The mean over classes of TP / (TP + FP + FN), from a confusion matrix; targets are class numbers or one-hot. */
public final class MeanIoU extends FluentMetric<MeanIoU> {
    @Option
    private int classes = 2;

    public MeanIoU classes(int classes) {
        this.classes = classes;
        return checked();
    }

    @Override
    public MetricState newState() {
        return new MetricState(classes * classes);
    }

    @Override
    public void update(MetricState state, Tensor yTrue, Tensor yPred, Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), yPred, weight);
        int[] t = rows.classes(yTrue, classes);
        int[] p = rows.classes(yPred, classes);
        for (int r = 0; r < rows.rows(); r++) {
            state.add(t[r] * classes + p[r], rows.weight(r));
        }
    }

    @Override
    public double result(MetricState state) {
        double sum = 0;
        int valid = 0;
        for (int c = 0; c < classes; c++) {
            double union = -state.get(c * classes + c);
            for (int k = 0; k < classes; k++) {
                union += state.get(c * classes + k) + state.get(k * classes + c);
            }
            sum += union == 0 ? 0 : state.get(c * classes + c) / union;
            valid += union == 0 ? 0 : 1;
        }
        return valid == 0 ? 0 : sum / valid;
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
