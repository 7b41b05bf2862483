package dev.cornet.models;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of hooks that fit, evaluate and predict call at the beginning and end of runs, epochs and batches; override the ones you need.
 *
 * <p>Callbacks are called in the order of their list, on the thread that called fit. The map {@code logs} is shared by all callbacks, which
 * may add entries. A callback can be used by one run at a time, except that an evaluate or predict called from one of its own hooks may use
 * it too. Reference: Keras' callbacks page.
 */
public abstract class Callback {
    private volatile @Nullable CallbackContext context;

    /**
     * The settings of a run.
     *
     * @param epochs the value of {@link Fit#epochs}; 1 for evaluate and predict
     * @param steps batches per epoch, −1 if unknown
     * @param verbose 0, 1 or 2
     */
    public record Params(int epochs, int steps, int verbose) {}

    /** The model of the current run, or of the last one. */
    public final Model model() {
        CallbackContext current = context;
        if (current == null) {
            throw new CornetException(
                    (getClass().isAnonymousClass() ? "Callback" : getClass().getSimpleName())
                            + ": belongs to no training yet, and so has no model; give it to fit by new Fit().callbacks(…).");
        }
        return current.model();
    }

    public final Params params() {
        CallbackContext current = context;
        return current == null ? new Params(0, 0, 0) : current.params();
    }

    /**
     * Binds this callback to the context of a new run. Returns the context of the enclosing run if one of its hooks starts the new run,
     * else null.
     */
    final synchronized @Nullable CallbackContext bind(CallbackContext next) {
        CallbackContext outer = context;
        if (outer != null && outer.isClosed()) {
            outer = null;
        }
        if (outer != null && !next.mayNestIn(outer)) {
            String kind = getClass().getName().replaceAll(".*[.$]", "");
            throw new OptionException(
                    next.method() + ": the callback " + kind + " serves a call of " + outer.method() + " of "
                            + LayerAccess.describe(outer.model())
                            + " that has not ended. Give each call a callback of its own.");
        }
        context = next;
        return outer;
    }

    final synchronized void rebind(CallbackContext outer) {
        context = outer;
    }

    /** Whether fit resumes a training that was saved with this callback; if so, {@link #restore} is called after onTrainBegin. */
    protected final boolean resumes() {
        CallbackContext current = context;
        return current != null && current.resumes(this);
    }

    /** Writes the model and the progress of its training to a {@code .cornet} file, from which {@link Fit#resume} can continue. */
    protected final void saveTraining(Path file) {
        CallbackContext current = context;
        TrainingState state = current == null ? TrainingState.none() : current.trainingState();
        Services.storage().save(model(), file, state);
    }

    /** Throws if the file name has an extension for which saving would fail, so that the mistake is reported before training starts. */
    protected final void requireMatchingExtension(Path file, boolean weightsOnly) {
        Services.storage().requireMatchingExtension(file, weightsOnly);
    }

    public void onTrainBegin(Map<String, Double> logs) {}

    public void onTrainEnd(Map<String, Double> logs) {}

    /** @param epoch counted from 0 */
    public void onEpochBegin(int epoch, Map<String, Double> logs) {}

    public void onEpochEnd(int epoch, Map<String, Double> logs) {}

    /**
     * Called after onEpochEnd of all callbacks; the hook for saving checkpoints. Not called for an epoch during which the thread was
     * interrupted; a resumed training runs that epoch again.
     */
    public void onEpochSave(int epoch, Map<String, Double> logs) {}

    /** @param batch counted from 0 in each epoch */
    public void onTrainBatchBegin(int batch, Map<String, Double> logs) {}

    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {}

    public void onTestBegin(Map<String, Double> logs) {}

    public void onTestEnd(Map<String, Double> logs) {}

    public void onTestBatchBegin(int batch, Map<String, Double> logs) {}

    public void onTestBatchEnd(int batch, Map<String, Double> logs) {}

    public void onPredictBegin(Map<String, Double> logs) {}

    public void onPredictEnd(Map<String, Double> logs) {}

    public void onPredictBatchBegin(int batch, Map<String, Double> logs) {}

    public void onPredictBatchEnd(int batch, Map<String, Double> logs) {}

    /** Whether this callback handles a loss of NaN or infinity. If no callback does, fit throws an exception. */
    public boolean handlesInvalidLoss() {
        return false;
    }

    /**
     * The state of this callback as texts by name. Checkpoints save it, so that a resumed run continues as if it had not been interrupted.
     */
    public Map<String, String> state() {
        return Map.of();
    }

    /** The tensors of this callback's state by name; checkpoints save them too. */
    public Map<String, Tensor> tensors() {
        return Map.of();
    }

    /** Restores the saved {@link #state} and {@link #tensors}; called after onTrainBegin. */
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {}

    /**
     * Called after all callbacks have been restored from a checkpoint, before the next epoch: the hook for saving a file that was not saved
     * before the interruption.
     */
    public void onResume() {}

    /** The file of a saved training that fit should resume; null for none. */
    public @Nullable Path resumeFile() {
        return null;
    }

    /** The file that fit should resume if {@link #resumeFile} cannot be read; null for none. */
    public @Nullable Path fallbackResumeFile() {
        return null;
    }
}
