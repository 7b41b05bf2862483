package dev.cornet.model;

import dev.cornet.console.Console;
import dev.cornet.model.TrainingState.Memory;
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
final class Course {
    private final Map<String, Callback> callbacks = new LinkedHashMap<>();
    private final Map<String, Memory> remembered;
    private final History history;
    private int epoch;

    /** Begins anew, or where a saved training stopped: then weights, optimizer and seed of the model are set. */
    Course(Model model, Fit options) {
        for (Callback callback : options.callbacks()) {
            String kind = callback.getClass().getName().replaceAll(".*[.$]", "");
            String name = kind;
            for (int n = 1; callbacks.containsKey(name); n++) {
                name = kind + "_" + n;
            }
            callbacks.put(name, callback);
        }
        Path file = savedTraining(options);
        TrainingState saved = file == null ? TrainingState.none() : ModelFile.resume(model, file);
        this.remembered = saved.callbacks();
        this.history = saved.history();
        this.epoch = file == null ? options.initialEpoch() : saved.epoch();
        if (file != null) {
            warnOfChanges(file);
        }
    }

    private static @Nullable Path savedTraining(Fit options) {
        Path file = options.resume();
        if (file != null && Files.exists(file)) {
            return file;
        }
        for (Callback callback : options.callbacks()) {
            Path saved = callback.resumesFrom();
            if (saved != null) {
                return saved;
            }
        }
        return null;
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

    void begin(Model model, Callback.Params params) {
        callbacks.forEach((name, callback) -> callback.begin(model, params, this, remembered.containsKey(name)));
    }

    void restoreCallbacks() {
        callbacks.forEach((name, callback) -> {
            Memory memory = remembered.get(name);
            if (memory != null) {
                callback.restore(memory.texts(), memory.tensors());
            }
        });
    }

    void done(Map<String, Double> logs) {
        history.add(epoch, logs);
        epoch++;
    }

    TrainingState state() {
        Map<String, Memory> memories = new LinkedHashMap<>();
        callbacks.forEach((name, callback) -> memories.put(name, new Memory(callback.state(), callback.tensors())));
        return new TrainingState(epoch, history, memories);
    }
}
