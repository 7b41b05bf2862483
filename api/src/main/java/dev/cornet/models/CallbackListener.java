package dev.cornet.models;

import dev.cornet.training.PredictionListener;
import dev.cornet.training.TrainingListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A callback as a listener of the loops of fit, evaluate and predict. */
record CallbackListener(Callback callback) implements TrainingListener, PredictionListener {
    /** Returns a listener for each callback, in the same order. */
    static List<CallbackListener> of(Collection<? extends Callback> callbacks) {
        if (callbacks.isEmpty()) {
            return List.of();
        }
        List<CallbackListener> listeners = new ArrayList<>(callbacks.size());
        callbacks.forEach(callback -> listeners.add(new CallbackListener(callback)));
        return listeners;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        callback.onTrainBegin(logs);
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        callback.onTrainEnd(logs);
    }

    @Override
    public void onEpochBegin(int epoch, Map<String, Double> logs) {
        callback.onEpochBegin(epoch, logs);
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        callback.onEpochEnd(epoch, logs);
    }

    @Override
    public void onEpochSave(int epoch, Map<String, Double> logs) {
        callback.onEpochSave(epoch, logs);
    }

    @Override
    public void onTrainBatchBegin(int batch, Map<String, Double> logs) {
        callback.onTrainBatchBegin(batch, logs);
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        callback.onTrainBatchEnd(batch, logs);
    }

    @Override
    public void onTestBegin(Map<String, Double> logs) {
        callback.onTestBegin(logs);
    }

    @Override
    public void onTestEnd(Map<String, Double> logs) {
        callback.onTestEnd(logs);
    }

    @Override
    public void onTestBatchBegin(int batch, Map<String, Double> logs) {
        callback.onTestBatchBegin(batch, logs);
    }

    @Override
    public void onTestBatchEnd(int batch, Map<String, Double> logs) {
        callback.onTestBatchEnd(batch, logs);
    }

    @Override
    public void onPredictBegin(Map<String, Double> logs) {
        callback.onPredictBegin(logs);
    }

    @Override
    public void onPredictEnd(Map<String, Double> logs) {
        callback.onPredictEnd(logs);
    }

    @Override
    public void onPredictBatchBegin(int batch, Map<String, Double> logs) {
        callback.onPredictBatchBegin(batch, logs);
    }

    @Override
    public void onPredictBatchEnd(int batch, Map<String, Double> logs) {
        callback.onPredictBatchEnd(batch, logs);
    }

    @Override
    public boolean handlesInvalidLoss() {
        return callback.handlesInvalidLoss();
    }
}
