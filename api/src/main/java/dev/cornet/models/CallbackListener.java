package dev.cornet.models;

import dev.cornet.config.KerasNames;
import dev.cornet.exceptions.CornetException;
import dev.cornet.training.PredictionListener;
import dev.cornet.training.TrainingListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A callback as a listener of the loops of fit, evaluate and predict. Messages of Cornet's exceptions that a hook throws begin with the class
 * of the callback and the hook.
 */
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

    /** Runs a hook. */
    static void run(Callback callback, String hook, Runnable call) {
        try {
            call.run();
        } catch (CornetException e) {
            throw named(callback, hook, e);
        }
    }

    /** Returns what a hook returns. */
    static <T extends @Nullable Object> T get(Callback callback, String hook, Supplier<T> call) {
        try {
            return call.get();
        } catch (CornetException e) {
            throw named(callback, hook, e);
        }
    }

    private static CornetException named(Callback callback, String hook, CornetException e) {
        String kind = KerasNames.of(callback.getClass());
        return String.valueOf(e.getMessage()).contains(kind) ? e : e.within(kind + "." + hook);
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        run(callback, "onTrainBegin", () -> callback.onTrainBegin(logs));
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        run(callback, "onTrainEnd", () -> callback.onTrainEnd(logs));
    }

    @Override
    public void onEpochBegin(int epoch, Map<String, Double> logs) {
        run(callback, "onEpochBegin", () -> callback.onEpochBegin(epoch, logs));
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        run(callback, "onEpochEnd", () -> callback.onEpochEnd(epoch, logs));
    }

    @Override
    public void onEpochSave(int epoch, Map<String, Double> logs) {
        run(callback, "onEpochSave", () -> callback.onEpochSave(epoch, logs));
    }

    @Override
    public void onTrainBatchBegin(int batch, Map<String, Double> logs) {
        run(callback, "onTrainBatchBegin", () -> callback.onTrainBatchBegin(batch, logs));
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        run(callback, "onTrainBatchEnd", () -> callback.onTrainBatchEnd(batch, logs));
    }

    @Override
    public void onTestBegin(Map<String, Double> logs) {
        run(callback, "onTestBegin", () -> callback.onTestBegin(logs));
    }

    @Override
    public void onTestEnd(Map<String, Double> logs) {
        run(callback, "onTestEnd", () -> callback.onTestEnd(logs));
    }

    @Override
    public void onTestBatchBegin(int batch, Map<String, Double> logs) {
        run(callback, "onTestBatchBegin", () -> callback.onTestBatchBegin(batch, logs));
    }

    @Override
    public void onTestBatchEnd(int batch, Map<String, Double> logs) {
        run(callback, "onTestBatchEnd", () -> callback.onTestBatchEnd(batch, logs));
    }

    @Override
    public void onPredictBegin(Map<String, Double> logs) {
        run(callback, "onPredictBegin", () -> callback.onPredictBegin(logs));
    }

    @Override
    public void onPredictEnd(Map<String, Double> logs) {
        run(callback, "onPredictEnd", () -> callback.onPredictEnd(logs));
    }

    @Override
    public void onPredictBatchBegin(int batch, Map<String, Double> logs) {
        run(callback, "onPredictBatchBegin", () -> callback.onPredictBatchBegin(batch, logs));
    }

    @Override
    public void onPredictBatchEnd(int batch, Map<String, Double> logs) {
        run(callback, "onPredictBatchEnd", () -> callback.onPredictBatchEnd(batch, logs));
    }

    @Override
    public boolean handlesInvalidLoss() {
        return get(callback, "handlesInvalidLoss", callback::handlesInvalidLoss);
    }
}
