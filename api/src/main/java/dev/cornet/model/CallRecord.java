package dev.cornet.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the record of a call says: the tensors that go in, in order. Keras 3 writes {@code {"args": […], "kwargs": {…}}}, Keras 1 and 2 a list
 * {@code [[layer, call, output, {…}], …]}.
 *
 * @param places the tensors
 */
record CallRecord(List<CallRecord.Place> places) {
    /** The form that names a tensor, of which each counts the calls of nested models in its own way. */
    enum Form {
        /** A list of Keras 1 and 2. */
        LIST,
        /** An argument of a call in Keras 3. */
        ARGUMENT,
        /** An input or output of a model of Keras 3. */
        END
    }

    /** A tensor of the graph: an output of a call of a layer. */
    record Place(String layer, int call, int output, Form form) {
        @Override
        public String toString() {
            return layer + "[" + call + "][" + output + "]";
        }
    }

    /** True for a call as Keras 1 and 2 wrote it. */
    static boolean isList(JsonNode call) {
        return call.isArray();
    }

    /** Reads a record; what it cannot say is told to the reader. */
    static CallRecord read(ModelReader reader, JsonNode call, String where) {
        List<Place> places = new ArrayList<>();
        if (call.has("args")) {
            call.get("args").forEach(argument -> collect(reader, argument, Form.ARGUMENT, places, where));
            call.path("kwargs").fields().forEachRemaining(named -> {
                if (isNothing(named.getValue())) {
                    return;
                } else if (named.getKey().equals("initial_state")) {
                    collect(reader, named.getValue(), Form.ARGUMENT, places, where);
                } else if (!named.getKey().equals("training")) {
                    reader.problem(where + ": the argument \"" + named.getKey() + "\" of the call is not supported");
                }
            });
        } else {
            collect(reader, call, Form.LIST, places, where);
        }
        return new CallRecord(places);
    }

    /** The tensors that a model's input_layers or output_layers name; Keras takes those of a dictionary by the order of its keys. */
    static List<Place> ends(ModelReader reader, JsonNode ends, boolean old, String where) {
        List<Place> places = new ArrayList<>();
        collect(reader, ends, old ? Form.LIST : Form.END, places, where);
        return places;
    }

    private static void collect(ModelReader reader, JsonNode node, Form form, List<Place> places, String where) {
        if (isPlace(node)) {
            places.add(new Place(
                    node.get(0).asText(), node.get(1).intValue(), node.get(2).intValue(), form));
        } else if (node.path("class_name").asText().equals("__keras_tensor__")) {
            collect(reader, node.path("config").path("keras_history"), form, places, where);
        } else if (node.isArray()) {
            node.forEach(inner -> collect(reader, inner, form, places, where));
        } else if (node.isObject() && !node.isEmpty() && !node.has("class_name")) {
            Set<String> keys = new TreeSet<>();
            node.fieldNames().forEachRemaining(keys::add);
            keys.forEach(key -> collect(reader, node.get(key), form, places, where));
        } else {
            reader.problem(where + ": expected a tensor of the graph, got " + node.getNodeType());
        }
    }

    /** True for null, and for the list of nulls that stands for the masks of several inputs. */
    private static boolean isNothing(JsonNode value) {
        for (JsonNode inner : value) {
            if (!isNothing(inner)) {
                return false;
            }
        }
        return value.isNull() || value.isArray();
    }

    private static boolean isPlace(JsonNode node) {
        return node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()
                && node.get(2).isInt();
    }
}
