package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.file.Json;
import dev.cornet.file.Limits;
import java.nio.charset.StandardCharsets;

/** The text of a model's tree; refuses, before anything is written, one that could not be read again. */
final class ModelText {
    private int layers;

    private ModelText() {}

    /** The tree for Keras, on one line. */
    static String json(Model model) {
        return readable(model, Json.text(checked(model, ModelWriter.write(model))));
    }

    /** The tree for a file, on many lines, for people, unless only one line is short enough to be read again. */
    static String pretty(Model model) {
        ObjectNode tree = checked(model, ModelWriter.writeOwn(model));
        String why = TrialLoad.problem(model, tree);
        if (why != null) {
            throw cannot(model, why);
        }
        String pretty = Json.pretty(tree);
        return readable(model, isTooLong(pretty) ? Json.text(tree) : pretty);
    }

    private static ObjectNode checked(Model model, ObjectNode tree) {
        new ModelText().require(tree, model);
        return tree;
    }

    private static boolean isTooLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > Limits.JSON_BYTES;
    }

    private static String readable(Model model, String text) {
        try {
            Json.parse(text, "its architecture");
            return text;
        } catch (ModelFormatException e) {
            throw cannot(model, String.valueOf(e.getMessage()));
        }
    }

    private void require(JsonNode record, Model model) {
        for (JsonNode layer : record.path("config").path("layers")) {
            if (++layers > Limits.LAYERS) {
                throw cannot(model, "it has more than " + Limits.LAYERS + " layers");
            }
            String name = layer.path("config").path("name").asText();
            if (name.length() > Limits.NAME_LENGTH) {
                throw cannot(
                        model,
                        "the layer " + name.substring(0, 20) + "… has a name of " + name.length()
                                + " characters, more than " + Limits.NAME_LENGTH);
            }
            require(layer, model);
        }
    }

    private static CornetException cannot(Model model, String why) {
        return new CornetException(model.describe() + ": cannot be saved, for no file of it could be read: " + why);
    }
}
