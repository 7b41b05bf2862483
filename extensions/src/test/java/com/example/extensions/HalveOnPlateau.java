package com.example.extensions;

import dev.cornet.callbacks.MonitorCallback;
import dev.cornet.callbacks.SavedCallbackState;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/** Halves the learning rate after each epoch in which the metric has not improved. */
public final class HalveOnPlateau extends MonitorCallback<HalveOnPlateau> {
    private Double best;

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        super.onTrainBegin(logs);
        best = null;
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        Double value = monitoredValue(logs, "the learning rate stays");
        if (value != null && isBetterOrFirst(value, best, 0)) {
            best = value;
        } else if (value != null) {
            model().optimizer().learningRate(model().optimizer().learningRate() / 2);
        }
    }

    @Override
    public Map<String, String> state() {
        return best == null ? Map.of() : Map.of("best", best.toString());
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        best = new SavedCallbackState(this, state).optionalNumber("best");
    }
}
