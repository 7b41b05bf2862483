package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import dev.cornet.models.Model;
import dev.cornet.nn.LayerAccess;
import java.nio.charset.StandardCharsets;

/** The JSON text of a model's architecture. A model whose text could not be read again is refused before anything is written. */
final class ArchitectureText {
    private int layers;

    private ArchitectureText() {}

    /** The text for Keras, on one line. */
    static String forKeras(Model model) {
        return parseable(model, Json.text(withinLimits(model, ModelWriter.writeForKeras(model))));
    }

    /** The text for a .cornet file, indented unless that would exceed the limit of {@link Limits#JSON_BYTES}. */
    static String forCornet(Model model) {
        ObjectNode tree = withinLimits(model, ModelWriter.writeForCornet(model));
        ModelFormatException problem = RebuildCheck.problem(model, tree);
        if (problem != null) {
            throw notSavable(model, problem);
        }
        String pretty = Json.pretty(tree);
        return parseable(model, isTooLong(pretty) ? Json.text(tree) : pretty);
    }

    private static ObjectNode withinLimits(Model model, ObjectNode tree) {
        new ArchitectureText().requireLimits(tree, model);
        return tree;
    }

    private static boolean isTooLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > Limits.JSON_BYTES;
    }

    private static String parseable(Model model, String text) {
        try {
            Json.parse(text, "its architecture");
            return text;
        } catch (ModelFormatException e) {
            throw notSavable(model, e);
        }
    }

    private void requireLimits(JsonNode record, Model model) {
        for (JsonNode layer : record.path("config").path("layers")) {
            if (++layers > Limits.LAYERS) {
                throw notSavable(model, new ModelFormatException("it has more than " + Limits.LAYERS + " layers"));
            }
            String name = layer.path("config").path("name").asText();
            if (name.length() > Limits.NAME_LENGTH) {
                throw notSavable(
                        model,
                        new ModelFormatException("the layer " + name.substring(0, 20) + "… has a name of "
                                + name.length() + " characters, more than " + Limits.NAME_LENGTH));
            }
            requireLimits(layer, model);
        }
    }

    private static CornetException notSavable(Model model, ModelFormatException why) {
        return new CornetException(
                LayerAccess.describe(model) + ": cannot be saved, for no file of it could be read: " + why.getMessage(),
                why);
    }
}
