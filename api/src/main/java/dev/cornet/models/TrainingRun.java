package dev.cornet.models;

import dev.cornet.console.Console;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.CornetArchive;
import dev.cornet.models.TrainingState.CallbackState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far one call of fit has come: the epochs done, their history, the callbacks; kept in checkpoints and taken up from them.
 *
 * <p>All randomness is counted from seed, epoch and step, so these, the weights and the optimizer are all that a training needs to go on
 * with the same bits as if never stopped.
 */
final class TrainingRun {
    private final Map<String, Callback> callbacks = new LinkedHashMap<>();
    private final Map<String, CallbackState> remembered;
    private final History history;
    private int epoch;

    /** Begins anew, or where a saved training stopped: then weights, optimizer and seed of the model are set. */
    TrainingRun(Model model, Fit options) {
        for (Callback callback : options.callbacks()) {
            String kind = ResumePoint.nameOf(callback.getClass(), CornetArchive.VERSION);
            String name = kind;
            for (int n = 1; callbacks.containsKey(name); n++) {
                name = kind + "_" + n;
            }
            callbacks.put(name, callback);
        }
        Saved saved = savedTraining(model, options);
        ResumePoint resumed = saved == null ? ResumePoint.nothing() : saved.resumed();
        this.remembered = resumed.callbacks(callbacks);
        this.history = resumed.state().history();
        this.epoch = saved == null ? options.initialEpoch() : resumed.state().epoch();
        if (saved != null) {
            warnOfChanges(saved.file());
        }
    }

    private record Saved(Path file, ResumePoint resumed) {
        static Saved read(Model model, Path file) {
            return new Saved(file, CornetFormat.resume(model, file));
        }
    }

    private static @Nullable Saved savedTraining(Model model, Fit options) {
        Path file = options.resume();
        if (file != null && Files.exists(file)) {
            return Saved.read(model, file);
        }
        for (Callback callback : options.callbacks()) {
            Path latest = callback.resumeFile();
            if (latest != null) {
                return savedBy(callback, latest, model);
            }
        }
        return null;
    }

    private static Saved savedBy(Callback callback, Path latest, Model model) {
        try {
            return Saved.read(model, latest);
        } catch (CornetException e) {
            Path previous = callback.resumesElseFrom();
            if (previous == null) {
                throw e;
            }
            Saved saved;
            try {
                saved = Saved.read(model, previous);
            } catch (CornetException second) {
                e.addSuppressed(second);
                throw new ModelFormatException(e.getMessage() + "\nNor can the one before it, " + previous + ".", e);
            }
            Console.warn("training goes on from " + previous + ", for the latest checkpoint cannot be read: "
                    + e.getMessage());
            return saved;
        }
    }

    private void warnOfChanges(Path file) {
        remembered.keySet().stream()
                .filter(name -> !callbacks.containsKey(name))
                .forEach(name -> Console.warn(file + " was saved with the callback " + name
                        + ", which this fit has not: what it remembered is left."));
        callbacks.keySet().stream()
                .filter(name -> !remembered.containsKey(name))
                .forEach(name -> Console.warn(file + " was saved without the callback " + name + ": it begins anew."));
    }

    List<Callback> callbacks() {
        return new ArrayList<>(callbacks.values());
    }

    /** The number of epochs done, and of the next one, from 0. */
    int epoch() {
        return epoch;
    }

    History history() {
        return history;
    }

    /** Binds the callbacks to this training until what is given back is closed. */
    CallbackRun begin(Model model, Callback.Params params) {
        CallbackRun run = new CallbackRun("fit", model, params, this);
        try {
            callbacks.forEach((name, callback) -> run.bind(callback, remembered.containsKey(name)));
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    void restoreCallbacks() {
        callbacks.forEach((name, callback) -> {
            CallbackState memory = remembered.get(name);
            if (memory != null) {
                callback.restore(memory.texts(), memory.tensors());
            }
        });
        callbacks.forEach((name, callback) -> {
            if (remembered.containsKey(name)) {
                callback.onResume();
            }
        });
    }

    void done(Map<String, Double> logs) {
        history.add(epoch, logs);
        epoch++;
    }

    TrainingState state() {
        Map<String, CallbackState> memories = new LinkedHashMap<>();
        callbacks.forEach((name, callback) -> memories.put(
                name,
                new CallbackState(
                        Arguments.given(callback.state(), name + ": what state() gives"),
                        Arguments.given(callback.tensors(), name + ": what tensors() gives"))));
        return new TrainingState(epoch, history, memories);
    }
}
