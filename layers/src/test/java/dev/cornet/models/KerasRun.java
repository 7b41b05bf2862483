package dev.cornet.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.file.Json;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A golden case of training: the model with Keras' initial weights and compile arguments, and comparisons with Keras' results. */
final class KerasRun {
    private final Golden golden;
    private final Model model;

    KerasRun(Golden golden) {
        this.golden = golden;
        ObjectNode tree = (ObjectNode) Json.parse(golden.get("json").asText(), golden.name());
        tree.set("compile_config", golden.get("compile"));
        this.model = Model.fromJson(tree.toString());
        assertTrue(model.isCompiled(), golden.name());
        model.setWeights(golden.tensors("start_weights"));
    }

    Model model() {
        return model;
    }

    /** The tensors of a node that holds one tensor, a list of tensors, or null for none. */
    static List<Tensor> tensors(JsonNode node) {
        List<Tensor> all = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(one -> all.add(Golden.tensor(one)));
        } else if (!node.isNull()) {
            all.add(Golden.tensor(node));
        }
        return all;
    }

    void requireValues(String where, JsonNode expected, Map<String, Double> actual, double tolerance) {
        List<String> names = new ArrayList<>();
        expected.fieldNames().forEachRemaining(names::add);
        assertEquals(names, List.copyOf(actual.keySet()), golden.name() + " " + where);
        for (String name : names) {
            requireClose(where + " " + name, expected.get(name).asDouble(), actual.get(name), tolerance);
        }
    }

    void requireClose(String where, double expected, double actual, double tolerance) {
        assertTrue(
                Math.abs(expected - actual) <= tolerance * Math.max(Math.abs(expected), 1e-3),
                () -> golden.name() + " " + where + ": expected " + expected + ", got " + actual);
    }

    /** Compares the weights, with a tolerance relative to the largest value of each tensor. */
    void requireWeights(double tolerance) {
        List<Tensor> expected = golden.tensors("final_weights");
        List<Variable> actual = model.variables();
        assertEquals(expected.size(), actual.size(), golden.name());
        for (int w = 0; w < expected.size(); w++) {
            requireClose(actual.get(w).path(), expected.get(w), actual.get(w).mutableValue(), tolerance);
        }
    }

    void requireClose(String where, Tensor expected, Tensor actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape(), golden.name() + " " + where);
        float[] e = expected.toArray();
        float[] a = actual.toArray();
        double largest = 0;
        for (float value : e) {
            largest = Math.max(largest, Math.abs(value));
        }
        double bound = tolerance * Math.max(largest, 1e-3);
        for (int i = 0; i < e.length; i++) {
            int at = i;
            assertTrue(
                    Math.abs((double) e[i] - a[i]) <= bound,
                    () -> golden.name() + " " + where + "[" + at + "]: expected " + e[at] + ", got " + a[at]);
        }
    }
}
