package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.OwnOptions;
import dev.cornet.console.Console;
import java.util.Set;
import java.util.TreeSet;

/** Replacement of the dtype policies in a file by float32: in Cornet all layers compute in float32, whatever their dtype was in Keras. */
final class DTypePolicies {
    private static final Set<String> REPLACED =
            Set.of("float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16");

    private DTypePolicies() {}

    /** Sets the dtype of all layers in the tree to float32, and warns if a layer had another floating-point type. */
    static void toFloat32(JsonNode tree, String where) {
        Set<String> found = new TreeSet<>();
        toFloat32(tree, found);
        if (!found.isEmpty()) {
            Console.warn(where + ": made for " + String.join(", ", found) + "; here it computes in float32.");
        }
    }

    private static void toFloat32(JsonNode node, Set<String> found) {
        boolean input = node.path("class_name").asText().equals("InputLayer");
        if (node.path("config") instanceof ObjectNode config && !input) {
            JsonNode dtype = config.path("dtype");
            String name = (dtype.isObject() ? dtype.path("config").path("name") : dtype).asText();
            if (REPLACED.contains(name) && !OwnOptions.contain(node, "dtype")) {
                found.add(name);
                config.put("dtype", "float32");
            }
        }
        node.forEach(inner -> toFloat32(inner, found));
    }
}
