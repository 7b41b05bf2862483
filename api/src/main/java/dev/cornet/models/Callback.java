package dev.cornet.models;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something to do at the turns of training: override what you need. Callbacks run in the order of their list, on the thread that called
 * fit; {@code logs} is one map that all share and may add to.
 *
 * <p>A callback serves one run at a time: given to a second one that begins before the first has ended it is refused, but for an evaluate
 * or predict that a hook of the first calls. Reference: Keras' callbacks page.
 */
public abstract class Callback {
    private volatile @Nullable CallbackRun run;

    /**
     * What a run is about to do.
     *
     * @param epochs the number of the last epoch plus one
     * @param steps batches per epoch, −1 where unknown
     * @param verbose 0, 1 or 2
     */
    public record Params(int epochs, int steps, int verbose) {}

    /** The model of the run at hand, or of the last one. */
    public final Model model() {
        CallbackRun own = run;
        if (own == null) {
            throw new CornetException(
                    (getClass().isAnonymousClass() ? "Callback" : getClass().getSimpleName())
                            + ": belongs to no training yet, and so has no model; give it to fit by new Fit().callbacks(…).");
        }
        return own.model();
    }

    public final Params params() {
        CallbackRun own = run;
        return own == null ? new Params(0, 0, 0) : own.params();
    }

    /** Binds the callback to a call; gives back the one within which it is made, null for none. */
    final synchronized @Nullable CallbackRun bind(CallbackRun next) {
        CallbackRun now = run;
        if (now != null && now.isOver()) {
            now = null;
        }
        if (now != null && !next.mayRunWithin(now)) {
            String kind = getClass().getName().replaceAll(".*[.$]", "");
            throw new OptionException(
                    next.verb() + ": the callback " + kind + " serves a call of " + now.verb() + " of "
                            + now.model().describe()
                            + " that has not ended. Give each call a callback of its own.");
        }
        run = next;
        return now;
    }

    final synchronized void rebind(CallbackRun before) {
        run = before;
    }

    /** True where fit goes on from a saved training that knows this callback: {@link #restore} follows onTrainBegin. */
    protected final boolean resumes() {
        CallbackRun own = run;
        return own != null && own.resumes(this);
    }

    /** Writes the model and where its training stands to a {@code .cornet} file, from which {@link Fit#resume} goes on. */
    protected final void saveTraining(Path file) {
        CallbackRun own = run;
        TrainingRun within = own == null ? null : own.course();
        CornetFormat.write(model(), file, within == null ? TrainingState.none() : within.state());
    }

    /** Refuses the name of a file that could not be saved later. */
    protected final void requireOwnName(Path file, boolean weightsOnly) {
        CornetFormat.requireOwnName(file, weightsOnly ? "x.safetensors" : "x.cornet");
    }

    public void onTrainBegin(Map<String, Double> logs) {}

    public void onTrainEnd(Map<String, Double> logs) {}

    /** Epochs count from 0. */
    public void onEpochBegin(int epoch, Map<String, Double> logs) {}

    public void onEpochEnd(int epoch, Map<String, Double> logs) {}

    /**
     * After all callbacks have seen the end of an epoch: the place to save. Not called for an epoch that an interrupt of the thread has
     * cut short, which a resumed training runs anew.
     */
    public void onEpochSave(int epoch, Map<String, Double> logs) {}

    /** Batches count from 0 in each epoch. */
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

    /** True for a callback that deals with a loss of NaN or infinity itself; without one, fit stops with an exception. */
    public boolean handlesInvalidLoss() {
        return false;
    }

    /** What a checkpoint has to keep of this callback so that a resumed run goes on as if never stopped. */
    public Map<String, String> state() {
        return Map.of();
    }

    /** The tensors that a checkpoint has to keep of this callback. */
    public Map<String, Tensor> tensors() {
        return Map.of();
    }

    /** Goes on from {@link #state} and {@link #tensors}; called after onTrainBegin. */
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {}

    /** After all callbacks have gone on from what a checkpoint kept of them, before the next epoch: the place to save what was due then. */
    public void onResume() {}

    /** The saved training from which fit shall go on; null for none. */
    public @Nullable Path resumeFile() {
        return null;
    }

    /** The saved training from which fit shall go on where that of {@link #resumeFile} cannot be read; null for none. */
    public @Nullable Path resumesElseFrom() {
        return null;
    }
}
