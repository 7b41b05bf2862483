package com.example.extensions;

import dev.cornet.metrics.Direction;
import dev.cornet.metrics.FluentMetric;
import dev.cornet.metrics.MetricState;
import dev.cornet.metrics.PredictionRows;
import dev.cornet.tensor.Tensor;

/** The mean over classes of 2·TP / (2·TP + FP + FN), from a confusion matrix whose size is that of the predictions. */
public final class MacroF1 extends FluentMetric<MacroF1> {
    @Override
    public void update(MetricState state, Tensor yTrue, Tensor yPred, Tensor weight) {
        PredictionRows rows = new PredictionRows(name(), yPred, weight);
        int n = rows.columns();
        state.ensureSize(n * n);
        int[] t = rows.classes(yTrue);
        int[] p = rows.classes(yPred);
        for (int r = 0; r < rows.rows(); r++) {
            state.add(t[r] * n + p[r], rows.weight(r));
        }
    }

    @Override
    public double result(MetricState state) {
        int n = (int) Math.sqrt(state.size());
        double sum = 0;
        for (int c = 0; c < n; c++) {
            double all = 0;
            for (int k = 0; k < n; k++) {
                all += state.get(c * n + k) + state.get(k * n + c);
            }
            sum += all == 0 ? 0 : 2 * state.get(c * n + c) / all;
        }
        return n == 0 ? 0 : sum / n;
    }

    @Override
    public Direction direction() {
        return Direction.MAXIMIZE;
    }
}
