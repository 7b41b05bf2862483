package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trees of Keras 1 and 2 in the words of Keras 3: names that have changed, words that meant something else, and what was left unsaid because it
 * was the default then. Spellings that Keras 3 still takes are turned into its own in trees of every version.
 */
final class LegacyKeras {
    private static final Pattern VERSION = Pattern.compile("([12])\\.(\\d+).*");
    private static final Set<String> ACTIVATIONS = Set.of("activation", "recurrent_activation");

    /** Layers that ran on cuDNN, and what computes the same. */
    private static final Map<String, String> CUDNN = Map.of("CuDNNLSTM", "LSTM", "CuDNNGRU", "GRU");

    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU");
    private static final double HARD_SIGMOID_SLOPE = 0.2;

    /** Keys that say nothing, by class. */
    private static final Map<String, List<String>> SPARE = Map.of(
            "Embedding", List.of("input_length"),
            "SeparableConv2D", List.of("kernel_initializer", "kernel_regularizer", "kernel_constraint"),
            "SeparableConv1D", List.of("kernel_initializer", "kernel_regularizer", "kernel_constraint"),
            "DepthwiseConv2D", List.of("kernel_initializer", "kernel_regularizer", "kernel_constraint", "filters"));

    private final int major;
    private final int minor;

    private LegacyKeras(int major, int minor) {
        this.major = major;
        this.minor = minor;
    }

    /** A copy of the tree in the words of Keras 3. */
    static JsonNode upgrade(JsonNode tree) {
        JsonNode copy = tree.deepCopy();
        version(tree).visit(copy);
        return copy;
    }

    /** That of the tree's own word; one that has none is of Keras 2 if it tells shapes as Keras 2 did. */
    private static LegacyKeras version(JsonNode tree) {
        JsonNode version = tree.path(ModelWriter.KERAS_VERSION);
        Matcher old = VERSION.matcher(version.asText());
        if (old.matches()) {
            int minor = old.group(2).length() > 3 ? 999 : Integer.parseInt(old.group(2));
            return new LegacyKeras(Integer.parseInt(old.group(1)), minor);
        }
        boolean unsaid = !version.isTextual() && tree.findValue("batch_input_shape") != null;
        return unsaid ? new LegacyKeras(2, 999) : new LegacyKeras(3, 0);
    }

    private void visit(JsonNode node) {
        if (node instanceof ObjectNode record) {
            if (record.path("class_name").isTextual() && record.get("config") instanceof ObjectNode config) {
                if (major == 1) {
                    Keras1Names.rename(record, config);
                }
                respell(record, config);
            }
            record.forEach(this::visit);
        } else if (node instanceof ArrayNode array) {
            array.forEach(this::visit);
        }
    }

    private void respell(ObjectNode record, ObjectNode config) {
        String type = record.path("class_name").asText();
        if (major < 3 && CUDNN.containsKey(type)) {
            type = CUDNN.getOrDefault(type, type);
            record.put("class_name", type);
            config.put("recurrent_activation", "sigmoid");
            if (type.equals("GRU")) {
                config.put("reset_after", true);
            }
        }
        config.remove(SPARE.getOrDefault(type, List.of()));
        if (config.path("name").isNull()) {
            config.remove("name");
        }
        if (type.equals("Bidirectional") && !config.path("backward_layer").isObject()) {
            bothWays(config);
        }
        if (major >= 3) {
            return;
        }
        boolean gated = type.equals("LSTM") || type.equals("GRU");
        if (gated && !config.has("recurrent_activation") && (major < 2 || minor < 3)) {
            config.put("recurrent_activation", "hard_sigmoid");
        }
        if (type.equals("GRU") && !config.has("reset_after")) {
            config.put("reset_after", false);
        }
        for (String key : ACTIVATIONS) {
            if ("hard_sigmoid".equals(config.path(key).textValue())) {
                config.set(key, hardSigmoid(config));
            }
        }
    }

    private static ObjectNode hardSigmoid(ObjectNode nodes) {
        ObjectNode record = nodes.objectNode().put("class_name", "HardSigmoid");
        record.putObject("config").put("slope", HARD_SIGMOID_SLOPE);
        return record;
    }

    /** The layer that goes the other way, which was left unsaid where it is the same but for that. */
    private static void bothWays(ObjectNode config) {
        if (config.get("layer") instanceof ObjectNode there && there.get("config") instanceof ObjectNode options) {
            if (!RECURRENT.contains(there.path("class_name").asText())) {
                return; // the layer will say so
            }
            ObjectNode back = there.deepCopy();
            ObjectNode other = (ObjectNode) back.get("config");
            String name = options.path("name").asText("layer").replaceFirst("^forward_", "");
            options.put("name", "forward_" + name);
            other.put("name", "backward_" + name);
            other.put("go_backwards", !options.path("go_backwards").asBoolean(false));
            config.set("backward_layer", back);
        }
    }
}
