package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A file format of others that {@link Model#load} and {@link Model#loadWeights} read; modules announce theirs as services. */
public interface ModelFormat {
    /** True when the file, or folder, is of this format, by its first bytes. */
    boolean reads(Path file);

    /** The model of a file, with its weights. */
    Model load(Path file);

    /** Sets the weights of a model to those of a file; when anything does not match, nothing changes. */
    void loadWeights(Model model, Path file);

    /**
     * The model of a tree as Keras writes it, with fresh weights, for those who read its files; {@code where} begins all that is told of it. A
     * model whose loss, metrics or optimizer are unknown here is left uncompiled, which is told.
     */
    static Model read(JsonNode tree, String where) {
        return ModelReader.read(tree, where);
    }

    /** The format of a file among those announced; null if none reads it. */
    static @Nullable ModelFormat of(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return null; // a pipe would be waited for; whoever reads it next refuses it
        }
        for (ModelFormat format : ServiceLoader.load(ModelFormat.class, ModelFormat.class.getClassLoader())) {
            if (format.reads(file)) {
                return format;
            }
        }
        return null;
    }
}
