package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.Configs;
import dev.cornet.graph.plan.PlanBuilder;
import dev.cornet.graph.plan.Step;
import dev.cornet.models.Model;
import dev.cornet.nn.Layer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Operations of keras.ops among the layers of a graph, as Keras writes them for {@code x + y}. Operations that merge tensors of equal rank
 * compute the same as the layers of the same name and are read as these layers; all others are refused. Unlike the layers, operations do
 * not pass masks on, so an operation on a masked tensor is refused too.
 */
final class KerasOperations {
    private static final Set<String> MERGES =
            Set.of("Add", "Subtract", "Multiply", "Maximum", "Minimum", "Concatenate");

    /** Other operations that have the same name as a layer. */
    private static final Set<String> NAMED_LIKE_LAYERS = Set.of("Softmax", "Reshape", "Average", "Dot", "Flatten");

    /** The class names of TensorFlow's operations in files of Keras 2. */
    private static final Set<String> TENSORFLOW_OPERATIONS =
            Set.of("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer");

    private static final String ADVICE =
            "Put layers in the place of operations in Keras (Add, Concatenate, Activation, Reshape, Flatten,"
                    + " GlobalAveragePooling1D, …) and save again; or make the model in Java, with new Lambda(f, derivative) there, and"
                    + " give it the weights by loadWeights.";

    private final Set<Layer> replacements = new HashSet<>();
    private boolean isAnyRefused;

    /**
     * True for the record of an operation. The .h5 files of Keras 3 write no module, so there an operation is recognised by its other keys;
     * files of Keras 1 and 2 have no operations of keras.ops.
     */
    static boolean isOperation(JsonNode record) {
        if (isTensorFlowOperation(record)) {
            return true;
        }
        if (record.has("module")) {
            return record.path("module").asText().startsWith("keras.src.ops");
        }
        String type = record.path("class_name").asText();
        return record.path("inbound_nodes").path(0).isObject()
                && !record.path("config").has("trainable")
                && (MERGES.contains(type) || NAMED_LIKE_LAYERS.contains(type) || !Configs.isKnown(Layer.class, record));
    }

    /** True for the record of a TensorFlow operation in a file of Keras 2. */
    private static boolean isTensorFlowOperation(JsonNode record) {
        return TENSORFLOW_OPERATIONS.contains(record.path("class_name").asText());
    }

    /** True for an operation that a layer can replace. */
    static boolean hasLayerForm(JsonNode record) {
        if (!MERGES.contains(record.path("class_name").asText())) {
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

    /** The record of the layer that replaces an operation. */
    static ObjectNode asLayer(JsonNode record) {
        ObjectNode layer = record.deepCopy();
        layer.put("module", "keras.layers");
        layer.remove("registered_name");
        return layer;
    }

    /** The message for an operation that cannot be read; from then on {@link #addAdviceTo} adds advice. */
    String refusal(JsonNode record, String path) {
        JsonNode config = record.path("config");
        String type = isTensorFlowOperation(record)
                ? config.path("function")
                        .asText(config.path("node_def").path("op").asText("of its own"))
                : record.path("class_name").asText();
        String name =
                record.path("name").asText(record.path("config").path("name").asText());
        isAnyRefused = true;
        List<String> constants = new ArrayList<>();
        for (JsonNode call : record.path("inbound_nodes")) {
            for (JsonNode argument : arguments(call)) {
                if (!isTensor(argument)) {
                    constants.add(brief(argument));
                }
            }
        }
        return path + ": \"" + name + "\" is the bare operation " + type
                + (isTensorFlowOperation(record) ? " of TensorFlow" : " of keras.ops")
                + (constants.isEmpty() ? "" : ", called with " + String.join(", ", constants)) + ", and no layer"
                + (MERGES.contains(type) ? "; it is read only where it joins tensors of one rank" : "");
    }

    /** A description, for messages, of an argument that is not a tensor of the graph. */
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

    /** The arguments of a call, including those in lists. */
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

    /** Adds advice to the problems if an operation was refused. */
    void addAdviceTo(List<String> problems) {
        if (isAnyRefused) {
            problems.add(ADVICE);
        }
    }

    /** Remembers a layer that replaces an operation, for {@link #maskProblems}. */
    void noteReplaced(Layer layer) {
        replacements.add(layer);
    }

    /** The problems of replaced operations whose input has a mask: such an operation would not have passed the mask on. */
    List<String> maskProblems(Model model) {
        Set<String> problems = new LinkedHashSet<>();
        for (Step step : replacements.isEmpty() || !model.isBuilt()
                ? List.<Step>of()
                : PlanBuilder.plan(model.graph()).steps()) {
            if (replacements.contains(step.operation()) && step.isMasked()) {
                problems.add("\"" + step.operation().name()
                        + "\" is an operation of keras.ops on a tensor with a mask, which it"
                        + " does not pass on as a layer would. Put a layer in its place in Keras (Add, Multiply,"
                        + " Concatenate, …) and save again.");
            }
        }
        return List.copyOf(problems);
    }
}
