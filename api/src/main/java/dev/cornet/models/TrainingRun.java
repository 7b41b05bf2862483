package dev.cornet.models;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Closing;
import dev.cornet.models.TrainingState.CallbackState;
import dev.cornet.training.TrainingOptions;
import dev.cornet.training.TrainingProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one call of fit: completed epochs, their history, and the callbacks. Checkpoints save it, and fit can resume from it.
 *
 * <p>All random numbers are functions of seed, epoch and step. So seed, epoch, step, weights and optimizer state suffice to continue a
 * training with the same bits as without the interruption.
 */
final class TrainingRun implements TrainingProgress {
    private final Model model;
    private final TrainingOptions options;
    private final Map<String, Callback> callbacks = new LinkedHashMap<>();
    private final Map<String, CallbackState> savedCallbacks;
    private final History history;
    private int epoch;
    private boolean hasRestoredCallbacks;
    private @Nullable CallbackContext callbackContext;

    /** Starts at the initial epoch, or resumes a saved training, which also sets the weights, optimizer state and seed of the model. */
    TrainingRun(Model model, Fit options) {
        this.model = model;
        this.options = options.trainingOptions();
        for (Callback callback : options.callbacks()) {
            String kind = TrainingState.nameOf(callback.getClass());
            String name = kind;
            for (int n = 1; callbacks.containsKey(name); n++) {
                name = kind + "_" + n;
            }
            callbacks.put(name, callback);
        }
        SavedTraining saved = savedTraining(model, options);
        TrainingState state = saved == null ? TrainingState.none() : saved.state();
        this.savedCallbacks = state.callbacks();
        this.history = state.history();
        this.epoch = saved == null ? options.initialEpoch() : state.epoch();
        if (saved != null) {
            warnOfChanges(saved.file());
        }
    }

    private record SavedTraining(Path file, TrainingState state) {}

    private SavedTraining read(Model model, Path file) {
        model.trainingSetup(); // throws if the model is not compiled
        return new SavedTraining(file, Services.storage().resume(model, file, callbacks));
    }

    /**
     * The training to resume: the file given to fit if it exists, else the first {@link Callback#resumeFile} of a callback; null for none.
     */
    private @Nullable SavedTraining savedTraining(Model model, Fit options) {
        Path file = options.resume();
        if (file != null && Files.exists(file)) {
            return read(model, file);
        }
        for (Callback callback : options.callbacks()) {
            Path latest = CallbackListener.get(callback, "resumeFile", callback::resumeFile);
            if (latest != null) {
                return readSavedBy(callback, latest, model);
            }
        }
        return null;
    }

    /** Reads the latest file of a callback, or the callback's fallback file if the latest cannot be read. */
    private SavedTraining readSavedBy(Callback callback, Path latest, Model model) {
        try {
            return read(model, latest);
        } catch (CornetException e) {
            Path previous = CallbackListener.get(callback, "fallbackResumeFile", callback::fallbackResumeFile);
            if (previous == null) {
                throw e;
            }
            SavedTraining saved;
            try {
                saved = read(model, previous);
            } catch (CornetException second) {
                Closing.addSuppressed(e, second);
                throw new ModelFormatException(e.getMessage() + "\nNor can the one before it, " + previous + ".", e);
            }
            Console.warn("training goes on from " + previous + ", for the latest checkpoint cannot be read: "
                    + e.getMessage());
            return saved;
        }
    }

    private void warnOfChanges(Path file) {
        savedCallbacks.keySet().stream()
                .filter(name -> !callbacks.containsKey(name))
                .forEach(name -> Console.warn(file + " was saved with the callback " + name
                        + ", which this fit does not have; the saved state of that callback is ignored."));
        callbacks.keySet().stream()
                .filter(name -> !savedCallbacks.containsKey(name))
                .forEach(name -> Console.warn(
                        file + " was saved without the callback " + name + ": it starts from its initial state."));
    }

    @Override
    public List<CallbackListener> listeners() {
        return CallbackListener.of(callbacks.values());
    }

    @Override
    public int epoch() {
        return epoch;
    }

    History history() {
        return history;
    }

    /** Binds the callbacks to this training, whose history becomes that of the model. */
    @Override
    public void begin(int steps) {
        Callback.Params params = new Callback.Params(options.epochs(), steps, options.verbose());
        CallbackContext context = new CallbackContext("fit", model, params, this::state);
        try {
            callbacks.forEach((name, callback) -> context.bind(callback, savedCallbacks.containsKey(name)));
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
        callbackContext = context;
        model.history(history);
    }

    @Override
    public void end() {
        CallbackContext context = callbackContext;
        if (context != null) {
            context.close();
        }
    }

    /** Restores the saved states of all callbacks, then calls their onResume. */
    @Override
    public void restoreListeners() {
        callbacks.forEach((name, callback) -> {
            CallbackState state = savedCallbacks.get(name);
            if (state != null) {
                CallbackListener.run(callback, "restore", () -> callback.restore(state.texts(), state.tensors()));
            }
        });
        hasRestoredCallbacks = true;
        callbacks.forEach((name, callback) -> {
            if (savedCallbacks.containsKey(name)) {
                CallbackListener.run(callback, "onResume", callback::onResume);
            }
        });
    }

    @Override
    public void addEpoch(Map<String, Double> logs) {
        history.add(epoch, logs);
        epoch++;
    }

    /** The state to be saved in a checkpoint. Until the callbacks have been restored, their states are those of the resumed checkpoint. */
    TrainingState state() {
        Map<String, CallbackState> states = new LinkedHashMap<>();
        callbacks.forEach((name, callback) -> {
            CallbackState toRestore = hasRestoredCallbacks ? null : savedCallbacks.get(name);
            states.put(name, toRestore == null ? stateOf(name, callback) : toRestore);
        });
        return new TrainingState(epoch, history, states);
    }

    private static CallbackState stateOf(String name, Callback callback) {
        return new CallbackState(
                Arguments.notNull(
                        CallbackListener.get(callback, "state", callback::state), name + ": what state() gives"),
                Arguments.notNull(
                        CallbackListener.get(callback, "tensors", callback::tensors), name + ": what tensors() gives"));
    }
}
