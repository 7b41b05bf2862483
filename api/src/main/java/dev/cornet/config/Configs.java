package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conversion between components and Keras' records: {@code {"module": "keras.layers", "class_name": "Dense", "config": {…},
 * "registered_name": null}}.
 *
 * <p>Reads the records of Keras 3, those of Keras 1 and 2 without module, and names where Keras writes names ("relu", "glorot_uniform").
 * A record can only name classes that {@link Registry} knows. Reference: Keras' "Serialization utilities" page.
 */
public final class Configs {
    private Configs() {}

    /** The record of a component. */
    public static ObjectNode write(Configurable component) {
        return ConfigWriter.write(component);
    }

    /** The options of a component by their keys, in Keras' order. */
    public static ObjectNode options(Configurable component) {
        return ConfigWriter.options(component);
    }

    /** Reads a component of the family from a record, a name or a number; a {@link ModelFormatException} lists all problems. */
    public static <T extends Configurable> T read(Class<T> family, JsonNode record) {
        List<String> problems = new ArrayList<>();
        String path = KerasNames.snake(family.getSimpleName());
        T component = read(family, record, path, problems);
        if (component == null) {
            throw new ModelFormatException(String.join("\n", problems));
        }
        return component;
    }

    /**
     * Reads a component from a record within a larger tree. On errors it returns null and adds each error, with its path, to
     * {@code problems}.
     */
    public static <T extends Configurable> @Nullable T read(
            Class<T> family, JsonNode record, String path, List<String> problems) {
        return new ConfigReader(problems).read(family, record, path);
    }

    /** True if the class that a record names is in the library or registered. */
    public static boolean isKnown(Class<? extends Configurable> family, JsonNode record) {
        return Registry.findOrNull(family, ClassRecord.of(record)) != null;
    }

    /** A new component with the same options, without weights or other state. */
    @SuppressWarnings("unchecked") // read returns an object of the component's class
    public static <T extends Configurable> T copy(T component) {
        Class<T> type = (Class<T>) component.getClass();
        if (component instanceof Composite composite) {
            return read(type, composite.record());
        }
        List<String> problems = new ArrayList<>();
        T copy = Registry.newInstance(type);
        if (!new ConfigReader(problems).set(copy, options(component), type.getSimpleName())) {
            throw new ModelFormatException(String.join("\n", problems));
        }
        return copy;
    }
}
