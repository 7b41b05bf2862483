package dev.cornet.models;

import dev.cornet.config.ClassRecord;
import dev.cornet.config.LibraryClasses;
import dev.cornet.tensor.Tensor;
import java.util.Map;

/**
 * The state of a training without weights and optimizer, as callbacks save it and fit resumes it.
 *
 * @param epoch the number of finished epochs
 * @param history the losses and metrics of these epochs
 * @param callbacks the state of each callback by its class name; a further callback of the same class has a number appended to its name
 */
public record TrainingState(int epoch, History history, Map<String, CallbackState> callbacks) {
    /** The state that a callback saves: texts and tensors by name. */
    public record CallbackState(Map<String, String> texts, Map<String, Tensor> tensors) {}

    /** The state before any training. */
    public static TrainingState none() {
        return new TrainingState(0, new History(), Map.of());
    }

    /** The name of a callback's class: "EarlyStopping", or "my.package>MyCallback" for a user's class. */
    public static String nameOf(Class<?> callback) {
        return LibraryClasses.contains(callback) ? simpleNameOf(callback) : ClassRecord.defaultRegisteredName(callback);
    }

    /** The name of a class without its package and enclosing class. */
    public static String simpleNameOf(Class<?> callback) {
        return callback.getName().replaceAll(".*[.$]", "");
    }
}
