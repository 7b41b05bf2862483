package dev.cornet.callbacks;

import dev.cornet.error.CornetException;
import dev.cornet.model.Callback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Callbacks make the folders that their files need, as Keras' do. */
final class Folders {
    private Folders() {}

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
                            + e.getMessage(),
                    e);
        }
    }
}
