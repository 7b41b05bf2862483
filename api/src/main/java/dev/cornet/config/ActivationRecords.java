package dev.cornet.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * Saved records of activations with options, as Keras writes them. In Keras an activation given by name has no options; one with options is
 * a layer, {@code keras.layers.ReLU(max_value=6)}, or an operation, {@code keras.src.ops.nn.Gelu(approximate=True)}.
 */
final class ActivationRecords {
    private static final String LAYERS = "keras.layers";
    private static final String OPERATIONS = "keras.src.ops.nn";

    private static final Map<String, String> AS_LAYERS = Map.of("Relu", "ReLU", "LeakyRelu", "LeakyReLU", "Elu", "ELU");

    private static final Set<String> AS_OPERATIONS =
            Set.of("Celu", "Gelu", "HardShrink", "SoftShrink", "Squareplus", "Softmax", "LogSoftmax");

    private ActivationRecords() {}

    /** Gives a record the names that Keras writes for the activation; the record of an activation that Keras does not have is unchanged. */
    static ObjectNode withKerasName(ObjectNode record) {
        String className = record.path("class_name").asText();
        if (AS_LAYERS.containsKey(className)) {
            record.put("module", LAYERS);
            record.put("class_name", AS_LAYERS.get(className));
        } else if (AS_OPERATIONS.contains(className)) {
            record.put("module", OPERATIONS);
            record.put("registered_name", className);
        }
        return record;
    }
}
