package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.backend.Precision;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import java.util.Arrays;
import java.util.Locale;

/**
 * The settings of a model that Keras' JSON tree has no place for: the part {@code settings.json} of a {@code .cornet} file.
 *
 * @param precision the precision of the kernels
 */
record ModelSettings(Precision precision) {
    private static final String PRECISION = "precision";

    static ModelSettings of(Model model) {
        return new ModelSettings(model.precision());
    }

    void applyTo(Model model) {
        model.precision(precision);
    }

    JsonNode tree() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put(PRECISION, name(precision));
        return tree;
    }

    static ModelSettings read(JsonNode tree, String where) {
        String name = tree.path(PRECISION).asText("");
        for (Precision precision : Precision.values()) {
            if (name(precision).equals(name)) {
                return new ModelSettings(precision);
            }
        }
        throw new ModelFormatException(where + ": " + PRECISION + " must be one of "
                + Arrays.stream(Precision.values()).map(ModelSettings::name).toList() + ", got \"" + name + "\"");
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }
}
