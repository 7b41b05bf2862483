package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Service that reads a file format, for {@link Model#load} and {@link Model#loadWeights}. The format of {@code .cornet} files is one of
 * these services; the module {@code formats} and users add those of other libraries.
 */
public interface ModelFormat {
    /** True if the file or folder has this format, by its first bytes. */
    boolean reads(Path file);

    /** Loads the model of a file with its weights. */
    Model load(Path file);

    /** Sets the weights of a model to those in a file; if anything does not match, nothing changes. */
    void loadWeights(Model model, Path file);

    /**
     * Creates a model with new weights from the JSON tree that Keras writes; called by implementations of this interface. Messages begin
     * with {@code where}. If the loss, a metric or the optimizer is unknown, the model is not compiled and a warning says so.
     */
    static Model read(JsonNode tree, String where) {
        return Services.architecture().read(tree, where);
    }

    /** The first format, among the services of this interface, that reads the file; null if none does. */
    static @Nullable ModelFormat of(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return null; // reading a pipe would block; the .cornet and safetensors readers refuse it
        }
        for (ModelFormat format : ServiceLoader.load(ModelFormat.class, ModelFormat.class.getClassLoader())) {
            if (format.reads(file)) {
                return format;
            }
        }
        return null;
    }
}
