package dev.cornet.callbacks;

import dev.cornet.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The base class of callbacks that act after a number of epochs without improvement, the patience.
 *
 * @param <C> the type of the callback itself
 */
abstract class PatientCallback<C extends MonitorCallback<C>> extends MonitorCallback<C> {
    private double minDelta;
    int patience;

    private @Nullable Double best;
    /** The number of epochs since the last improvement. */
    int wait;

    PatientCallback(double minDelta, int patience) {
        this.minDelta = minDelta;
        this.patience = patience;
    }

    /** The minimum change that counts as improvement; default 0 of EarlyStopping and 0.0001 of ReduceLROnPlateau. */
    public C minDelta(double delta) {
        requireNumber("minDelta", delta);
        this.minDelta = Math.abs(delta);
        return self();
    }

    /** The number of epochs without improvement after which this callback acts; default 0 of EarlyStopping and 10 of ReduceLROnPlateau. */
    public C patience(int epochs) {
        this.patience = epochs;
        return self();
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        super.onTrainBegin(logs);
        best = null;
        wait = 0;
    }

    /** Returns whether the value is the best so far, and keeps it if so. */
    final boolean improves(double value) {
        boolean improves = isBetterOrFirst(value, best, minDelta);
        if (improves) {
            best = value;
        }
        return improves;
    }

    /** True if {@code value} is better than {@code other} by more than the minimum change. */
    final boolean isBetter(double value, double other) {
        return isBetter(value, other, minDelta);
    }

    /** Returns the best value and the wait, in a map to which a subclass adds its own state. */
    @Override
    public Map<String, String> state() {
        Map<String, String> state = new HashMap<>();
        state.put("wait", Integer.toString(wait));
        if (best != null) {
            state.put("best", Double.toString(best));
        }
        return state;
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        SavedCallbackState saved = new SavedCallbackState(this, state);
        best = saved.optionalNumber("best");
        wait = saved.count("wait");
    }
}
