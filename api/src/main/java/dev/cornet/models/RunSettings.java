package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.backend.Precision;
import dev.cornet.exceptions.ModelFormatException;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a model runs, beside what Keras' tree says: the part {@code settings.json} of a {@code .cornet} file.
 *
 * @param precision how exact kernels have to be
 */
record RunSettings(Precision precision) {
    private static final String PRECISION = "precision";

    static RunSettings of(Model model) {
        return new RunSettings(model.precision());
    }

    void applyTo(Model model) {
        model.precision(precision);
    }

    JsonNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put(PRECISION, name(precision));
        return tree;
    }

    static RunSettings read(JsonNode tree, String where) {
        String name = tree.path(PRECISION).asText("");
        for (Precision precision : Precision.values()) {
            if (name(precision).equals(name)) {
                return new RunSettings(precision);
            }
        }
        throw new ModelFormatException(where + ": " + PRECISION + " must be one of "
                + Arrays.stream(Precision.values()).map(RunSettings::name).toList() + ", got \"" + name + "\"");
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
