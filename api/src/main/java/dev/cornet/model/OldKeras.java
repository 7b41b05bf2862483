package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Trees of Keras 1 and 2, in which some words meant something else. */
final class OldKeras {
    private static final Set<String> ACTIVATIONS = Set.of("activation", "recurrent_activation");
    private static final double HARD_SIGMOID_SLOPE = 0.2;

    private OldKeras() {}

    /** The tree in the words of Keras 3; itself unless it says that an older Keras wrote it. */
    static JsonNode upgrade(JsonNode tree) {
        if (!tree.path("keras_version").asText().matches("[12]\\..*")) {
            return tree;
        }
        JsonNode copy = tree.deepCopy();
        upgradeAll(copy);
        return copy;
    }

    private static void upgradeAll(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
                Map.Entry<String, JsonNode> field = fields.next();
                if (ACTIVATIONS.contains(field.getKey())
                        && "hard_sigmoid".equals(field.getValue().textValue())) {
                    field.setValue(hardSigmoid(object));
                } else {
                    upgradeAll(field.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(OldKeras::upgradeAll);
        }
    }

    private static ObjectNode hardSigmoid(ObjectNode nodes) {
        ObjectNode record = nodes.objectNode().put("class_name", "HardSigmoid");
        record.putObject("config").put("slope", HARD_SIGMOID_SLOPE);
        return record;
    }
}
