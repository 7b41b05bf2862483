package dev.cornet.formats.keras;

import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Limits;
import dev.cornet.formats.hdf5.Hdf5;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The parts of a {@code .keras} file as files in a folder: unpacked by a user, or written by Keras with {@code zipped=False}. */
final class KerasFolder implements KerasModelParts {
    private final Path folder;

    KerasFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether a folder contains one of the parts. */
    static boolean isKerasFolder(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG)) || Files.isRegularFile(folder.resolve(WEIGHTS));
    }

    private Path part(String name, String remedy) {
        Path part = folder.resolve(name);
        if (!Files.isRegularFile(part)) {
            throw new ModelFormatException("a folder without " + name + ": " + remedy);
        }
        return part;
    }

    @Override
    public String config() throws IOException {
        Path part = part(
                CONFIG, "the model's architecture is missing. Make the model, then call loadWeights on the folder.");
        try (InputStream in = new FileInputStream(part.toFile())) {
            byte[] text = in.readNBytes(Limits.JSON_BYTES + 1);
            if (text.length > Limits.JSON_BYTES) {
                throw new ModelFormatException(CONFIG + " is longer than the " + Limits.JSON_BYTES + " bytes allowed");
            }
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    @Override
    public Hdf5 weights() throws IOException {
        return Hdf5.open(part(
                WEIGHTS,
                "the weights are missing. Model.fromJson of the text of " + CONFIG
                        + " makes the model with fresh ones."));
    }

    @Override
    public void close() {}
}
