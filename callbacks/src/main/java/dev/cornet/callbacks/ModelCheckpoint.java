package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.AtomicFile;
import dev.cornet.models.History;
import dev.cornet.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A callback that saves the model, or only its weights, after epochs or batches. Reference: Keras' ModelCheckpoint page.
 *
 * <p>A model is saved together with the state of its training, so that {@code new Fit().resume(file)} continues as if never interrupted.
 *
 * <p>The file name may have fields in braces, formatted as in Python: {@code {epoch:02d}} (from 1), {@code {batch:02d}} with
 * {@code saveFreq}, and any metric, such as {@code {val_loss:.2f}} or {@code {accuracy:.1%}}.
 *
 * <p>If an object is used in several fits, it keeps its best value and its count of batches.
 */
public final class ModelCheckpoint extends MonitorCallback<ModelCheckpoint> {
    private final FileNamePattern filepath;
    private boolean saveBestOnly;
    private boolean saveWeightsOnly;
    /** 0 to save after each epoch. */
    private int saveFreq;

    private @Nullable Double initialValueThreshold;

    private @Nullable Double best;
    /** The number of batches so far, across epochs. */
    private int batches;

    private int epoch;
    /** The file to be saved in onEpochSave; null if nothing is to be saved. */
    private @Nullable String pendingFile;
    /** True from restore to onResume, if the checkpoint was saved while a save of this callback was pending. */
    private boolean resumedWithPendingSave;

    /** @param filepath the file name, such as {@code best-{epoch:02d}-{val_loss:.2f}.cornet} */
    public ModelCheckpoint(String filepath) {
        this.filepath = new FileNamePattern(
                "ModelCheckpoint", Directories.requireName("ModelCheckpoint", "filepath", filepath));
    }

    /** Whether to save only when the monitored metric is better than its best value so far; default false. */
    public ModelCheckpoint saveBestOnly(boolean on) {
        this.saveBestOnly = on;
        return this;
    }

    /** Whether to save only the weights (a safetensors file); default false. */
    public ModelCheckpoint saveWeightsOnly(boolean on) {
        this.saveWeightsOnly = on;
        return this;
    }

    /** Saves after this number of batches, counted across epochs, instead of after each epoch. */
    public ModelCheckpoint saveFreq(int batches) {
        if (batches <= 0) {
            throw new OptionException("ModelCheckpoint: saveFreq must be positive, got " + batches);
        }
        this.saveFreq = batches;
        return this;
    }

    /** The initial best value: with {@link #saveBestOnly}, the first save needs a better value. Default none. */
    public ModelCheckpoint initialValueThreshold(double value) {
        requireNumber("initialValueThreshold", value);
        this.initialValueThreshold = value;
        this.best = value;
        return this;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        Path sample = Arguments.path(filepath.check(saveFreq > 0), "ModelCheckpoint");
        requireMatchingExtension(sample, saveWeightsOnly);
        Path folder = sample.toAbsolutePath().getParent();
        if (folder != null) {
            AtomicFile.removeAbandoned(folder, filepath.names()); // names may differ from one training to the next
        }
        if (saveBestOnly) {
            super.onTrainBegin(logs); // otherwise nothing is monitored
        }
        pendingFile = null;
        resumedWithPendingSave = false;
    }

    @Override
    public Map<String, String> state() {
        Map<String, String> state = new TreeMap<>();
        state.put("batches", Integer.toString(batches));
        if (best != null) {
            state.put("best", Double.toString(best));
        }
        // Another callback saves a checkpoint before this one saves the model, after an epoch or when training resumes.
        if (resumedWithPendingSave || (pendingFile != null && isInHistory())) {
            state.put("due", "true");
        }
        return state;
    }

    /** Whether the current epoch is completed. A training that resumes from an earlier checkpoint repeats the epoch, and then saves. */
    private boolean isInHistory() {
        History history = model().history();
        int epochs = history.epochCount();
        return epochs > 0 && history.epochs().get(epochs - 1) == epoch;
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        SavedCallbackState saved = new SavedCallbackState(this, state);
        batches = saved.count("batches");
        best = state.containsKey("best") ? saved.optionalNumber("best") : initialValueThreshold;
        resumedWithPendingSave = Boolean.parseBoolean(state.get("due"));
    }

    @Override
    public void onResume() {
        if (!resumedWithPendingSave) {
            return;
        }
        resumedWithPendingSave = false;
        History history = model().history();
        epoch = history.epochs().get(history.epochCount() - 1);
        Map<String, Double> logs = new TreeMap<>();
        history.metrics().forEach((name, values) -> logs.put(name, values.get(values.size() - 1)));
        pendingFile = fileName(-1, logs); // computed again: a path from the checkpoint is not trusted
        savePending();
    }

    @Override
    public void onEpochBegin(int epoch, Map<String, Double> logs) {
        this.epoch = epoch;
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        batches++;
        if (saveFreq > 0 && batches % saveFreq == 0) {
            scheduleSave(batch, logs);
            savePending();
        }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        if (saveFreq == 0) {
            scheduleSave(-1, logs);
        }
    }

    @Override
    public void onEpochSave(int epoch, Map<String, Double> logs) {
        savePending();
    }

    /** Decides whether to save, and sets {@link #pendingFile} if so. */
    private void scheduleSave(int batch, Map<String, Double> logs) {
        String file = fileName(batch, logs);
        if (!saveBestOnly) {
            pendingFile = file;
            printIfVerbose("saving model to " + file);
            return;
        }
        Double value = monitoredValue(logs, "the model is saved all the same");
        if (value == null) {
            pendingFile = file;
            return;
        }
        Double previousBest = best;
        if (previousBest != null && !isBetter(value, previousBest, 0)) {
            printIfVerbose(monitor() + " did not improve from " + fiveDecimals(previousBest));
            return;
        }
        best = value;
        pendingFile = file;
        printIfVerbose(monitor() + " improved from " + (previousBest == null ? "None" : fiveDecimals(previousBest))
                + " to " + fiveDecimals(value) + ", saving model to " + file);
    }

    private void printIfVerbose(String message) {
        if (isVerbose()) {
            Console.println(System.lineSeparator() + "Epoch " + (epoch + 1) + ": " + message);
        }
    }

    private static String fiveDecimals(double value) {
        return PythonFormatSpec.of(".5f").format(value);
    }

    private void savePending() {
        String file = pendingFile;
        pendingFile = null;
        if (file == null) {
            return;
        }
        Directories.createParent(Arguments.path(file, "ModelCheckpoint"), this);
        if (saveWeightsOnly) {
            model().saveWeights(file);
        } else {
            saveTraining(Arguments.path(file, "ModelCheckpoint"));
        }
        printIfVerbose("finished saving model to " + file);
    }

    /** Returns the file name with its fields filled in. {@code batch} is −1 if there is no such field. */
    String fileName(int batch, Map<String, Double> logs) {
        Map<String, Number> fields = new TreeMap<>(logs);
        fields.put("epoch", epoch + 1L);
        if (batch >= 0) {
            fields.put("batch", batch + 1L);
        }
        return filepath.fill(fields);
    }
}
