package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Units as Keras' records and back: {@code {"module": "keras.layers", "class_name": "Dense", "config": {…}, "registered_name": null}}.
 *
 * <p>Reads the records of Keras 3, the older ones without module, and plain names where Keras writes names ("relu", "glorot_uniform").
 * A record can only name classes that {@link Registry} knows. Reference: Keras' "Serialization utilities" page.
 */
public final class Configs {
    private Configs() {}

    /** The record of a unit. */
    public static ObjectNode write(Configurable unit) {
        return ConfigWriter.write(unit);
    }

    /** The options of a unit by their keys, in Keras' order. */
    public static ObjectNode options(Configurable unit) {
        return ConfigWriter.options(unit);
    }

    /** The unit of a family that a record, a name or a bare number describes; a {@link ModelFormatException} lists all that is wrong. */
    public static <T extends Configurable> T read(Class<T> family, JsonNode record) {
        List<String> problems = new ArrayList<>();
        String path = KerasNames.snake(family.getSimpleName());
        T unit = read(family, record, path, problems);
        if (unit == null) {
            throw new ModelFormatException(String.join("\n", problems));
        }
        return unit;
    }

    /** The same within a larger tree: null where something is wrong, which is added to {@code problems} with its place. */
    public static <T extends Configurable> @Nullable T read(
            Class<T> family, JsonNode record, String path, List<String> problems) {
        return new ConfigReader(problems).read(family, record, path);
    }

    /** True when the class that a record names is known here. */
    public static boolean isKnown(Class<? extends Configurable> family, JsonNode record) {
        return Registry.seek(family, ClassRecord.of(record)) != null;
    }

    /** A new unit with the same options, without what it has learnt. */
    @SuppressWarnings("unchecked") // read gives the class of the unit
    public static <T extends Configurable> T copy(T unit) {
        Class<T> type = (Class<T>) unit.getClass();
        if (unit instanceof Composite composite) {
            return read(type, composite.record());
        }
        List<String> problems = new ArrayList<>();
        T copy = Registry.newInstance(type);
        if (!new ConfigReader(problems).set(copy, options(unit), type.getSimpleName())) {
            throw new ModelFormatException(String.join("\n", problems));
        }
        return copy;
    }
}
