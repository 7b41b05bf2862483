package dev.cornet.models;

import dev.cornet.config.ClassRecord;
import dev.cornet.file.CornetArchive;
import dev.cornet.models.TrainingState.CallbackState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The saved state of a training that fit resumes, with the format version of its file, which determines the names of callbacks. */
record ResumePoint(TrainingState state, int format) {
    private static final String LIBRARY = "dev.cornet.callbacks";

    /** The state of a training that starts from the beginning. */
    static ResumePoint none() {
        return new ResumePoint(TrainingState.none(), CornetArchive.VERSION);
    }

    /** The name of a callback's class in files: its simple name, or for a user's class since format 2 "my.package>MyCallback". */
    static String nameOf(Class<?> callback, int format) {
        boolean simple = format < 2 || callback.getPackageName().equals(LIBRARY);
        return simple ? callback.getName().replaceAll(".*[.$]", "") : ClassRecord.defaultRegisteredName(callback);
    }

    /**
     * The saved states of the given callbacks. Saved names are class names with a number, so states are assigned in the order of the
     * callbacks of each class; the states of removed callbacks keep their saved names.
     *
     * @param callbacks the callbacks of the resumed training by their current names
     */
    Map<String, CallbackState> callbacks(Map<String, Callback> callbacks) {
        Map<String, CallbackState> unassigned = new LinkedHashMap<>(state.callbacks());
        Map<String, CallbackState> found = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        callbacks.forEach((name, callback) -> {
            String className = nameOf(callback.getClass(), format);
            int n = counts.merge(className, 1, Integer::sum) - 1;
            CallbackState saved = unassigned.remove(n == 0 ? className : className + "_" + n);
            if (saved != null) {
                found.put(name, saved);
            }
        });
        unassigned.forEach(found::putIfAbsent); // states of removed callbacks, for the warning
        return found;
    }
}
