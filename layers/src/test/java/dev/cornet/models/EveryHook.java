package dev.cornet.models;

import java.util.Map;

/** A callback that does the same in every hook. */
abstract class EveryHook extends Callback {
    /** @param name the name of the hook */
    abstract void hook(String name);

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        hook("onTrainBegin");
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        hook("onTrainEnd");
    }

    @Override
    public void onEpochBegin(int epoch, Map<String, Double> logs) {
        hook("onEpochBegin");
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        hook("onEpochEnd");
    }

    @Override
    public void onEpochSave(int epoch, Map<String, Double> logs) {
        hook("onEpochSave");
    }

    @Override
    public void onTrainBatchBegin(int batch, Map<String, Double> logs) {
        hook("onTrainBatchBegin");
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        hook("onTrainBatchEnd");
    }

    @Override
    public void onTestBegin(Map<String, Double> logs) {
        hook("onTestBegin");
    }

    @Override
    public void onTestEnd(Map<String, Double> logs) {
        hook("onTestEnd");
    }

    @Override
    public void onTestBatchBegin(int batch, Map<String, Double> logs) {
        hook("onTestBatchBegin");
    }

    @Override
    public void onTestBatchEnd(int batch, Map<String, Double> logs) {
        hook("onTestBatchEnd");
    }

    @Override
    public void onPredictBegin(Map<String, Double> logs) {
        hook("onPredictBegin");
    }

    @Override
    public void onPredictEnd(Map<String, Double> logs) {
        hook("onPredictEnd");
    }

    @Override
    public void onPredictBatchBegin(int batch, Map<String, Double> logs) {
        hook("onPredictBatchBegin");
    }

    @Override
    public void onPredictBatchEnd(int batch, Map<String, Double> logs) {
        hook("onPredictBatchEnd");
    }
}
