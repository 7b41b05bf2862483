package dev.cornet.models;

import dev.cornet.config.ClassRecord;
import dev.cornet.file.CornetArchive;
import dev.cornet.models.TrainingState.CallbackState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the training of a file stood, and the number of the file's format, by which its callbacks are named. */
record ResumePoint(TrainingState state, int format) {
    private static final String LIBRARY = "dev.cornet.callbacks";

    /** No file. */
    static ResumePoint nothing() {
        return new ResumePoint(TrainingState.none(), CornetArchive.VERSION);
    }

    /** The name that a callback's class has in files: the simple one, and since format 2 "my.package>MyCallback" for a user's own class. */
    static String nameOf(Class<?> callback, int format) {
        boolean simple = format < 2 || callback.getPackageName().equals(LIBRARY);
        return simple ? callback.getName().replaceAll(".*[.$]", "") : ClassRecord.ownName(callback);
    }

    /** What the callbacks remember, by the names that they have now. */
    Map<String, CallbackState> callbacks(Map<String, Callback> now) {
        Map<String, CallbackState> left = new LinkedHashMap<>(state.callbacks());
        Map<String, CallbackState> found = new LinkedHashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        now.forEach((name, callback) -> {
            String kind = nameOf(callback.getClass(), format);
            int n = counts.merge(kind, 1, Integer::sum) - 1;
            CallbackState memory = left.remove(n == 0 ? kind : kind + "_" + n);
            if (memory != null) {
                found.put(name, memory);
            }
        });
        left.forEach(found::putIfAbsent); // of callbacks that are no more, for the warning
        return found;
    }
}
