package dev.cornet.callbacks;

import dev.cornet.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The base class of callbacks that act after a number of epochs without improvement, the patience. A subclass implements {@link
 * #onImprovement} or {@link #onPatienceEnd}; best value and count of epochs are saved with a training, and resumed. This callback
 * halves the learning rate whenever the validation loss has not improved for three epochs:
 *
 * <pre>{@code
 * public final class HalveOnPlateau extends PatientCallback<HalveOnPlateau> {
 *     public HalveOnPlateau() {
 *         super(0, 3); // improvements of any size, a patience of 3 epochs
 *     }
 *
 *     @Override protected void onPatienceEnd(int epoch, double value) {
 *         model().optimizer().learningRate(model().optimizer().learningRate() / 2);
 *     }
 * }
 * }</pre>
 *
 * <p>A subclass that remembers more overrides {@link #state} or {@link #tensors}, and {@link #restore}, and calls these.
 *
 * @param <C> the type of the callback itself
 */
public abstract class PatientCallback<C extends PatientCallback<C>> extends MonitorCallback<C> {
    private double minDelta;
    int patience;

    private @Nullable Double best;
    /** The number of epochs since the last improvement. */
    int wait;

    /** With this minimum change and patience by default. */
    protected PatientCallback(double minDelta, int patience) {
        this.minDelta = minDelta;
        this.patience = patience;
    }

    /** The minimum change that counts as improvement; default 0 in EarlyStopping, 0.0001 in ReduceLROnPlateau. */
    public C minDelta(double delta) {
        requireNumber("minDelta", delta);
        this.minDelta = Math.abs(delta);
        return self();
    }

    /** The number of epochs without improvement after which this callback acts; default 0 in EarlyStopping, 10 in ReduceLROnPlateau. */
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

    /** Called after an epoch whose value is the best so far, by more than the minimum change; the first one is. Default: does nothing. */
    protected void onImprovement(int epoch, double value) {}

    /** Called when the value has not improved for as many epochs as the patience, of which the next then begin. Default: does nothing. */
    protected void onPatienceEnd(int epoch, double value) {}

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        Double value = monitoredValue(logs, "this callback does nothing");
        if (value == null) {
            return;
        }
        if (improves(value)) {
            wait = 0;
            onImprovement(epoch, value);
        } else if (++wait >= patience) {
            wait = 0;
            onPatienceEnd(epoch, value);
        }
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
