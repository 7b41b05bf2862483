package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Configs;
import dev.cornet.graph.Plan;
import dev.cornet.nn.Layer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Operations of keras.ops in the graph of a model, as {@code x + y} writes them. Those that join tensors of one rank compute what the layers of
 * their names do, and are read as these; but they hand no masks on, as layers would, so that no mask may come to them.
 */
final class Operations {
    private static final Set<String> JOINS = Set.of("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Concatenate");

    /** Names that a layer has too. */
    private static final Set<String> OF_LAYERS = Set.of("Softmax", "Reshape", "Average", "Dot", "Flatten");

    /** What Keras 2 called TensorFlow's operations. */
    private static final Set<String> OF_TENSORFLOW = Set.of("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer");

    private static final String WAY_OUT =
            "Put layers in the place of operations in Keras (Add, Concatenate, Activation, Reshape, Flatten,"
                    + " GlobalAveragePooling1D, …) and save again; or make the model in Java, with new Lambda(f, slope) there, and"
                    + " give it the weights by loadWeights.";

    private final Set<Layer> read = new HashSet<>();
    private boolean refused;

    /** True for an operation that is no layer; .h5 files of Keras 3 tell no module, and those of Keras 1 and 2 hold no operations. */
    static boolean isOne(JsonNode record) {
        if (isOfTensorFlow(record)) {
            return true;
        }
        if (record.has("module")) {
            return record.path("module").asText().startsWith("keras.src.ops");
        }
        String type = record.path("class_name").asText();
        return record.path("inbound_nodes").path(0).isObject()
                && !record.path("config").has("trainable")
                && (JOINS.contains(type) || OF_LAYERS.contains(type) || !Configs.isKnown(Layer.class, record));
    }

    /** True for an operation of TensorFlow among the layers of Keras 2. */
    private static boolean isOfTensorFlow(JsonNode record) {
        return OF_TENSORFLOW.contains(record.path("class_name").asText());
    }

    /** True for an operation that computes what a layer does. */
    static boolean isLayer(JsonNode record) {
        if (!JOINS.contains(record.path("class_name").asText())) {
            return false;
        }
        Set<Integer> ranks = new HashSet<>();
        for (JsonNode call : record.path("inbound_nodes")) {
            if (!call.path("kwargs").isEmpty()) {
                return false;
            }
            for (JsonNode argument : arguments(call)) {
                ranks.add(
                        isTensor(argument)
                                ? argument.path("config").path("shape").size()
                                : -1);
            }
        }
        return ranks.size() == 1 && !ranks.contains(-1);
    }

    /** The record of that layer. */
    static ObjectNode asLayer(JsonNode record) {
        ObjectNode layer = record.deepCopy();
        layer.put("module", "keras.layers");
        layer.remove("registered_name");
        return layer;
    }

    /** Says that an operation cannot be read. */
    String refusal(JsonNode record, String path) {
        JsonNode config = record.path("config");
        String type = isOfTensorFlow(record)
                ? config.path("function")
                        .asText(config.path("node_def").path("op").asText("of its own"))
                : record.path("class_name").asText();
        String name =
                record.path("name").asText(record.path("config").path("name").asText());
        refused = true;
        List<String> others = new ArrayList<>();
        for (JsonNode call : record.path("inbound_nodes")) {
            for (JsonNode argument : arguments(call)) {
                if (!isTensor(argument)) {
                    others.add(brief(argument));
                }
            }
        }
        return path + ": \"" + name + "\" is the bare operation " + type
                + (isOfTensorFlow(record) ? " of TensorFlow" : " of keras.ops")
                + (others.isEmpty() ? "" : ", called with " + String.join(", ", others)) + ", and no layer"
                + (JOINS.contains(type) ? "; it is read only where it joins tensors of one rank" : "");
    }

    /** What stands where a tensor of the graph is expected, for messages. */
    static String brief(JsonNode value) {
        String type = value.path("class_name").asText();
        if (type.equals("__tensor__") || type.equals("__numpy__")) {
            return "a constant tensor";
        } else if (value.isValueNode()) {
            String text = value.toString();
            return text.length() <= 30 ? text : text.substring(0, 30) + "…";
        }
        return type.isEmpty()
                ? "a " + (value.isArray() ? "list" : "record")
                : "a record of " + brief(value.get("class_name"));
    }

    private static boolean isTensor(JsonNode argument) {
        return argument.path("class_name").asText().equals("__keras_tensor__");
    }

    /** What a call was given, those in lists too. */
    private static List<JsonNode> arguments(JsonNode call) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode argument : call.path("args")) {
            if (argument.isArray()) {
                argument.forEach(all::add);
            } else {
                all.add(argument);
            }
        }
        return all;
    }

    /** Adds, once, what may be done about operations that were refused. */
    void tell(List<String> problems) {
        if (refused) {
            problems.add(WAY_OUT);
        }
    }

    /** Notes a layer that has been read of an operation. */
    void add(Layer layer) {
        read.add(layer);
    }

    /** Those among the layers of a model to which a mask comes. */
    List<String> masked(Model model) {
        Set<String> problems = new LinkedHashSet<>();
        for (Plan.Step step : read.isEmpty() || !model.isReady()
                ? List.<Plan.Step>of()
                : model.plan().steps()) {
            if (read.contains(step.layer()) && step.isMasked()) {
                problems.add(
                        "\"" + step.layer().name() + "\" is an operation of keras.ops on a tensor with a mask, which it"
                                + " does not hand on and a layer would. Put a layer in its place in Keras (Add, Multiply,"
                                + " Concatenate, …) and save again.");
            }
        }
        return List.copyOf(problems);
    }
}
