package dev.cornet.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.ModelFormatException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Layers that stand in a model and in a wrapper or an inner model of it too. Keras 3 writes such a layer's architecture for each place and its
 * weights once, so that neither it nor Cornet can load the file: what is missing is no damage.
 */
final class SharedLayerDiagnosis {
    private final Set<String> visited = new HashSet<>();

    private SharedLayerDiagnosis() {}

    /** The refusal of a file, explained where its tree names a layer in several places. */
    static ModelFormatException explain(ModelFormatException refusal, JsonNode tree) {
        String layer = new SharedLayerDiagnosis().findRepeatedLayer(tree);
        return layer == null
                ? refusal
                : new ModelFormatException(
                        refusal.getMessage() + "\nIf \"" + layer
                                + "\" is one layer in several places, in a wrapper or an inner"
                                + " model too, Keras has written its weights once and cannot load the file itself. Save the model"
                                + " there as .h5, which has the weights of each place; or make it here and give it these weights by"
                                + " loadWeights.",
                        refusal);
    }

    /** The name of a layer whose record stands twice; null if there is none. */
    private @Nullable String findRepeatedLayer(JsonNode node) {
        JsonNode config = node.path("config");
        boolean hasWeights = config.path("trainable").isBoolean() && config.has("kernel_initializer");
        String name = config.path("name").asText();
        if (hasWeights && !visited.add(node.path("class_name").asText() + " " + name)) {
            return name;
        }
        for (JsonNode inner : node) {
            String found = findRepeatedLayer(inner);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
