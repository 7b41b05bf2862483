package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.console.Console;
import java.util.Set;
import java.util.TreeSet;

/** The kinds of numbers for which the layers of a tree were made: here they all compute in float32. */
final class Precisions {
    private static final Set<String> OTHERS =
            Set.of("float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16");

    private Precisions() {}

    /** Makes float32 of them in the tree, and tells that it did. */
    static void unify(JsonNode tree, String where) {
        Set<String> found = new TreeSet<>();
        unify(tree, found);
        if (!found.isEmpty()) {
            Console.warn(where + ": made for " + String.join(", ", found) + "; here it computes in float32.");
        }
    }

    private static void unify(JsonNode node, Set<String> found) {
        boolean input = node.path("class_name").asText().equals("InputLayer");
        if (node.path("config") instanceof ObjectNode config && !input) {
            JsonNode dtype = config.path("dtype");
            String name = (dtype.isObject() ? dtype.path("config").path("name") : dtype).asText();
            if (OTHERS.contains(name)) {
                found.add(name);
                config.put("dtype", "float32");
            }
        }
        node.forEach(inner -> unify(inner, found));
    }
}
