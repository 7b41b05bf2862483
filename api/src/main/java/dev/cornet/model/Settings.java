package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.backend.Precision;
import dev.cornet.error.ModelFormatException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a model runs, beside what Keras' tree says: the part {@code settings.json} of a {@code .cornet} file.
 *
 * @param precision how exact kernels have to be
 */
record Settings(Precision precision) {
    private static final String PRECISION = "precision";

    static Settings of(Model model) {
        return new Settings(model.precision());
    }

    void applyTo(Model model) {
        model.precision(precision);
    }

    JsonNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put(PRECISION, name(precision));
        return tree;
    }

    static Settings read(JsonNode tree, String where) {
        String name = tree.path(PRECISION).asText("");
        for (Precision precision : Precision.values()) {
            if (name(precision).equals(name)) {
                return new Settings(precision);
            }
        }
        throw new ModelFormatException(where + ": " + PRECISION + " must be one of "
                + Arrays.stream(Precision.values()).map(Settings::name).toList() + ", got \"" + name + "\"");
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
