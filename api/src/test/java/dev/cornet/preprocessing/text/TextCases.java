package dev.cornet.preprocessing.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.CornetException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.function.Executable;

/** Access to the golden files of texts, and assertions on them. */
final class TextCases {
    private TextCases() {}

    static List<String> strings(JsonNode nodes) {
        List<String> strings = new ArrayList<>();
        nodes.forEach(node -> strings.add(node.asText()));
        return strings;
    }

    /** Passes each option of a test case and its value. */
    static void options(JsonNode tree, BiConsumer<String, JsonNode> option) {
        tree.get("options").fields().forEachRemaining(o -> option.accept(o.getKey(), o.getValue()));
    }

    static int[] ints(JsonNode nodes) {
        int[] ints = new int[nodes.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = nodes.get(i).asInt();
        }
        return ints;
    }

    static Map<String, Integer> counts(JsonNode node) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        node.fields().forEachRemaining(e -> counts.put(e.getKey(), e.getValue().asInt()));
        return counts;
    }

    static void assertTensor(JsonNode expected, Tensor actual, String where) {
        Tensor tensor = GoldenCase.tensor(expected);
        assertEquals(tensor.shape(), actual.shape(), where);
        assertArrayEquals(tensor.toArray(), actual.toArray(), 1e-6f, where);
    }

    static void assertRefused(String message, Executable action) {
        assertEquals(message, assertThrows(CornetException.class, action).getMessage());
    }
}
