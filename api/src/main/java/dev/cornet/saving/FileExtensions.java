package dev.cornet.saving;

import dev.cornet.exceptions.OptionException;
import java.nio.file.Path;
import java.util.Locale;

/** Check of the names of files to be written. */
final class FileExtensions {
    private FileExtensions() {}

    /** Refuses a file name with the extension of another format than the one that would be written. */
    static void requireMatching(Path file, boolean weightsOnly) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String example = weightsOnly ? "x.safetensors" : "x.cornet";
        if (name.endsWith(".keras") || name.endsWith(".h5") || name.endsWith(".hdf5")) {
            throw new OptionException(
                    "cannot write " + file + ": Cornet does not write Keras' binary formats. Name it as " + example
                            + "; toJson() gives the architecture to Keras.");
        }
        if (name.endsWith(weightsOnly ? ".cornet" : ".safetensors")) {
            throw new OptionException("cannot write " + file + ": that is the name of a file of "
                    + (weightsOnly ? "a whole model" : "weights") + ", but "
                    + (weightsOnly ? "weights" : "a whole model")
                    + " would be in it. Name it as " + example + ".");
        }
    }
}
