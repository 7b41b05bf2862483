package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A callback that stops training when a monitored metric has stopped improving. Reference: Keras' EarlyStopping page.
 *
 * <p>The metric improves if it is better than its best value so far by more than {@code minDelta}. After {@code patience} consecutive
 * epochs without improvement, but never in the first epoch, training stops. With {@code restoreBestWeights} the weights of the best epoch
 * are restored at the end, even if training ran to its last epoch.
 */
public final class EarlyStopping extends PatientCallback<EarlyStopping> {
    private @Nullable Double baseline;
    private boolean restoreBestWeights;
    private int startFromEpoch;

    private int bestEpoch;
    private int stoppedEpoch;
    private @Nullable List<Tensor> bestWeights;

    /** With a minimum change and a patience of 0. */
    public EarlyStopping() {
        super(0, 0);
    }

    /** The number of epochs without improvement after which training stops; default 0. */
    @Override
    public EarlyStopping patience(int epochs) {
        if (epochs < 0) {
            throw new OptionException("EarlyStopping: patience must not be negative, got " + epochs);
        }
        return super.patience(epochs);
    }

    /** A baseline: an improvement only restarts the count of {@link #patience} if it is also better than this. Default none. */
    public EarlyStopping baseline(double baseline) {
        requireNumber("baseline", baseline);
        this.baseline = baseline;
        return this;
    }

    /** Whether to restore the weights of the best epoch at the end; default false. */
    public EarlyStopping restoreBestWeights(boolean restore) {
        this.restoreBestWeights = restore;
        return this;
    }

    /** The first epoch that is considered; default 0. */
    public EarlyStopping startFromEpoch(int epoch) {
        this.startFromEpoch = epoch;
        return this;
    }

    /** The epoch (from 0) after which training was stopped; 0 if it was not. */
    public int stoppedEpoch() {
        return stoppedEpoch;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        super.onTrainBegin(logs);
        bestEpoch = 0;
        stoppedEpoch = 0;
        bestWeights = null;
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        Double value = monitoredValue(logs, "training goes on to its last epoch");
        if (value == null || epoch < startFromEpoch) {
            return;
        }
        if (restoreBestWeights && bestWeights == null) {
            bestWeights = model().getWeights();
            bestEpoch = epoch;
        }
        wait++;
        if (improves(value)) {
            bestEpoch = epoch;
            if (restoreBestWeights) {
                bestWeights = model().getWeights();
            }
            if (baseline == null || isBetter(value, baseline)) {
                wait = 0;
            }
            return;
        }
        if (wait >= patience && epoch > 0) {
            stoppedEpoch = epoch;
            model().stopTraining(true);
        }
    }

    @Override
    public Map<String, String> state() {
        Map<String, String> state = super.state();
        state.put("best_epoch", Integer.toString(bestEpoch));
        state.put("stopped_epoch", Integer.toString(stoppedEpoch));
        return state;
    }

    @Override
    public Map<String, Tensor> tensors() {
        return SavedCallbackState.listOf("best_weights", bestWeights);
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        SavedCallbackState saved = new SavedCallbackState(this, state);
        bestEpoch = saved.count("best_epoch");
        super.restore(state, tensors);
        stoppedEpoch = saved.count("stopped_epoch");
        if (!tensors.isEmpty()) {
            bestWeights = saved.list(tensors, "best_weights");
        }
        if (stoppedEpoch > 0) {
            model().stopTraining(true);
        }
    }

    @Override
    public void onTrainEnd(Map<String, Double> logs) {
        if (stoppedEpoch > 0 && isVerbose()) {
            Console.println("Epoch " + (stoppedEpoch + 1) + ": early stopping");
        }
        List<Tensor> weights = bestWeights;
        if (restoreBestWeights && weights != null) {
            if (isVerbose()) {
                Console.println("Restoring model weights from the end of the best epoch: " + (bestEpoch + 1) + ".");
            }
            model().setWeights(weights);
        }
    }
}
