package dev.cornet.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.ModelFormatException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An explanation for missing weights of layers that are shared between a model and a wrapper or nested model in it. Keras 3 writes the
 * config of a shared layer at each place but its weights only once, so that neither Keras nor Cornet can load the file, although it is not
 * damaged.
 */
final class SharedLayerDiagnosis {
    private final Set<String> visited = new HashSet<>();

    private SharedLayerDiagnosis() {}

    /** Adds the explanation to an exception if the config contains a layer more than once. */
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

    /** The name of a layer that the config contains twice; null if there is none. */
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
