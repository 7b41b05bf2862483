package dev.cornet.callbacks;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.AtomicFile;
import dev.cornet.models.Callback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Helpers for the files and folders that callbacks write. */
final class Directories {
    private Directories() {}

    /** Returns the name of a file or folder; throws if it is null or blank. */
    static String requireName(String callback, String option, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new OptionException(callback + ": " + option + " is " + (name == null ? "null" : "empty")
                    + "; give the name of one, as \"runs/best\"");
        }
        return name;
    }

    /** Creates the folder of a file, as Keras' callbacks do. */
    static void createParent(Path file, Callback callback) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CornetException(
                    callback.getClass().getSimpleName() + ": the folder " + folder + " cannot be made: "
                            + AtomicFile.reason(e),
                    e);
        }
    }
}
