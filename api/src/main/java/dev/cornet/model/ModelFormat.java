package dev.cornet.model;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** A file format of others that {@link Model#load} and {@link Model#loadWeights} read; modules announce theirs as services. */
public interface ModelFormat {
    /** True when the file is of this format, by its first bytes. */
    boolean reads(Path file);

    /** The model of a file, with its weights. */
    Model load(Path file);

    /** Sets the weights of a model to those of a file; when anything does not match, nothing changes. */
    void loadWeights(Model model, Path file);

    /** The format of a file among those announced; null if none reads it. */
    static @Nullable ModelFormat of(Path file) {
        for (ModelFormat format : ServiceLoader.load(ModelFormat.class, ModelFormat.class.getClassLoader())) {
            if (format.reads(file)) {
                return format;
            }
        }
        return null;
    }
}
