package dev.cornet.saving;

import dev.cornet.models.Callback;
import dev.cornet.models.TrainingState;
import dev.cornet.models.TrainingState.CallbackState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Assignment of the saved states of callbacks to the callbacks of a resumed training. */
final class SavedCallbacks {
    private SavedCallbacks() {}

    /**
     * The states in a file of a format version, by the current names of the callbacks. Saved names are class names with a number, so states
     * are assigned in the order of the callbacks of each class; the states of removed callbacks keep their saved names.
     *
     * @param callbacks the callbacks of the resumed training by their current names
     */
    static Map<String, CallbackState> assign(
            Map<String, CallbackState> saved, int format, Map<String, Callback> callbacks) {
        Map<String, CallbackState> unassigned = new LinkedHashMap<>(saved);
        Map<String, CallbackState> found = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        callbacks.forEach((name, callback) -> {
            String className = nameOf(callback.getClass(), format);
            int n = counts.merge(className, 1, Integer::sum) - 1;
            CallbackState state = unassigned.remove(n == 0 ? className : className + "_" + n);
            if (state != null) {
                found.put(name, state);
            }
        });
        unassigned.forEach(found::putIfAbsent); // states of removed callbacks, for the warning
        return found;
    }

    /** The name of a callback's class in files of a format version; version 1 used simple names for users' classes too. */
    private static String nameOf(Class<?> callback, int format) {
        return format < 2 ? TrainingState.simpleNameOf(callback) : TrainingState.nameOf(callback);
    }
}
