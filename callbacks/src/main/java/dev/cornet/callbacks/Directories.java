package dev.cornet.callbacks;

import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.OptionException;
import dev.cornet.file.AtomicFile;
import dev.cornet.models.Callback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Callbacks make the folders that their files need, as Keras' do. */
final class Directories {
    private Directories() {}

    /** The name of a file or folder; refused where it is null or empty. */
    static String named(String callback, String option, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new OptionException(callback + ": " + option + " is " + (name == null ? "null" : "empty")
                    + "; give the name of one, as \"runs/best\"");
        }
        return name;
    }

    static void makeFor(Path file, Callback callback) {
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
