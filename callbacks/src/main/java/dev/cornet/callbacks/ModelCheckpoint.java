package dev.cornet.callbacks;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.OptionException;
import dev.cornet.models.History;
import dev.cornet.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Saves the model, or its weights alone, after epochs or batches. Reference: Keras' ModelCheckpoint page.
 *
 * <p>A whole model is saved with where its training stands, so that {@code new Fit().resume(file)} goes on as if never stopped.
 *
 * <p>The file name may have fields in braces, formatted as in Python: {@code {epoch:02d}} (from 1), {@code {batch:02d}} with
 * {@code saveFreq}, and any metric as {@code {val_loss:.2f}} or {@code {accuracy:.1%}}.
 *
 * <p>An object that is used in several fits goes on with its best value and its count of batches.
 */
public final class ModelCheckpoint extends Monitor<ModelCheckpoint> {
    private final FileNamePattern filepath;
    private boolean saveBestOnly;
    private boolean saveWeightsOnly;
    private int everyBatches;
    private @Nullable Double initialValueThreshold;

    private @Nullable Double best;
    private int batches;
    private int epoch;
    private @Nullable String due;
    private boolean wasDue;

    /** {@code best-{epoch:02d}-{val_loss:.2f}.cornet} */
    public ModelCheckpoint(String filepath) {
        this.filepath =
                new FileNamePattern("ModelCheckpoint", Directories.named("ModelCheckpoint", "filepath", filepath));
    }

    /** Whether only an epoch that betters the watched figure is saved; default false. */
    public ModelCheckpoint saveBestOnly(boolean on) {
        this.saveBestOnly = on;
        return this;
    }

    /** Whether the weights alone are saved (a safetensors file); default false. */
    public ModelCheckpoint saveWeightsOnly(boolean on) {
        this.saveWeightsOnly = on;
        return this;
    }

    /** Saves after every so many batches, counted across epochs, instead of after epochs. */
    public ModelCheckpoint saveFreq(int batches) {
        if (batches <= 0) {
            throw new OptionException("ModelCheckpoint: saveFreq must be positive, got " + batches);
        }
        this.everyBatches = batches;
        return this;
    }

    /** A value that the first saved one must better already. */
    public ModelCheckpoint initialValueThreshold(double value) {
        requireNumber("initialValueThreshold", value);
        this.initialValueThreshold = value;
        this.best = value;
        return this;
    }

    @Override
    public void onTrainBegin(Map<String, Double> logs) {
        requireOwnName(Arguments.path(filepath.check(everyBatches > 0), "ModelCheckpoint"), saveWeightsOnly);
        if (saveBestOnly) {
            settleDirection();
        }
        due = null;
        wasDue = false;
    }

    @Override
    public Map<String, String> state() {
        Map<String, String> state = new TreeMap<>();
        state.put("batches", Integer.toString(batches));
        if (best != null) {
            state.put("best", Double.toString(best));
        }
        if (due != null) { // another callback saves the training before this one has saved the model
            state.put("due", "true");
        }
        return state;
    }

    @Override
    public void restore(Map<String, String> state, Map<String, Tensor> tensors) {
        CallbackMemory memory = new CallbackMemory(this, state);
        batches = memory.count("batches");
        best = state.containsKey("best") ? memory.numberIfAny("best") : initialValueThreshold;
        wasDue = Boolean.parseBoolean(state.get("due"));
    }

    @Override
    public void onResume() {
        if (!wasDue) {
            return;
        }
        wasDue = false;
        History history = model().history();
        epoch = history.epochs().get(history.epochCount() - 1);
        Map<String, Double> logs = new TreeMap<>();
        history.metrics().forEach((name, values) -> logs.put(name, values.get(values.size() - 1)));
        due = fileName(-1, logs); // by the names of this program, never by those in a file
        write();
    }

    @Override
    public void onEpochBegin(int epoch, Map<String, Double> logs) {
        this.epoch = epoch;
    }

    @Override
    public void onTrainBatchEnd(int batch, Map<String, Double> logs) {
        batches++;
        if (everyBatches > 0 && batches % everyBatches == 0) {
            decide(batch, logs);
            write();
        }
    }

    @Override
    public void onEpochEnd(int epoch, Map<String, Double> logs) {
        if (everyBatches == 0) {
            decide(-1, logs);
        }
    }

    @Override
    public void onEpochSave(int epoch, Map<String, Double> logs) {
        write();
    }

    private void decide(int batch, Map<String, Double> logs) {
        String file = fileName(batch, logs);
        if (!saveBestOnly) {
            due = file;
            say("saving model to " + file);
            return;
        }
        Double value = watched(logs, "the model is saved all the same");
        if (value == null) {
            due = file;
            return;
        }
        Double before = best;
        if (before != null && !betters(value, before, 0)) {
            say(monitor() + " did not improve from " + five(before));
            return;
        }
        best = value;
        due = file;
        say(monitor() + " improved from " + (before == null ? "None" : five(before)) + " to " + five(value)
                + ", saving model to " + file);
    }

    private void say(String what) {
        if (isVerbose()) {
            Console.println(System.lineSeparator() + "Epoch " + (epoch + 1) + ": " + what);
        }
    }

    private static String five(double value) {
        return FormatSpec.of(".5f").format(value);
    }

    private void write() {
        String file = due;
        due = null;
        if (file == null) {
            return;
        }
        Directories.makeFor(Arguments.path(file, "ModelCheckpoint"), this);
        if (saveWeightsOnly) {
            model().saveWeights(file);
        } else {
            saveTraining(Arguments.path(file, "ModelCheckpoint"));
        }
        say("finished saving model to " + file);
    }

    /** The file name with its fields filled in. */
    String fileName(int batch, Map<String, Double> logs) {
        Map<String, Number> fields = new TreeMap<>(logs);
        fields.put("epoch", epoch + 1L);
        if (batch >= 0) {
            fields.put("batch", batch + 1L);
        }
        return filepath.fill(fields);
    }
}
