package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.ClassRecord;
import dev.cornet.config.OwnOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converter of the JSON trees of Keras 1 and 2 to the form of Keras 3: renamed layers and options, values whose meaning has changed, and
 * options that were omitted because their default was another one. Old spellings that Keras 3 still accepts are replaced in trees of all
 * versions. The {@link OwnOptions} of users' classes keep their keys.
 */
final class LegacyKeras {
    private static final Pattern VERSION = Pattern.compile("([12])\\.(\\d+).*");

    /** The key of Keras 1 and 2 for the shape of a model's input, among the options of its first layer. */
    static final String BATCH_INPUT_SHAPE = "batch_input_shape";

    private static final Set<String> ACTIVATIONS = Set.of("activation", "recurrent_activation");

    /** Layers that ran on cuDNN, with the layers that replace them. */
    private static final Map<String, String> CUDNN = Map.of("CuDNNLSTM", "LSTM", "CuDNNGRU", "GRU");

    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU");
    private static final double HARD_SIGMOID_SLOPE = 0.2;

    /** The assumed minor version where a tree does not contain it, later than every real one. */
    private static final int LAST_MINOR = 999;

    /** Options without effect, by layer. */
    private static final Map<String, List<String>> IGNORED = Map.of(
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

    /** A copy of the tree in the form of Keras 3. */
    static JsonNode upgrade(JsonNode tree) {
        JsonNode copy = tree.deepCopy();
        version(tree).visit(copy);
        return copy;
    }

    /**
     * The version of Keras that the tree contains. A tree without a version is taken for Keras 2 if it has a key "batch_input_shape", else
     * for Keras 3.
     */
    private static LegacyKeras version(JsonNode tree) {
        JsonNode version = tree.path(ModelWriter.KERAS_VERSION);
        Matcher version1Or2 = VERSION.matcher(version.asText());
        if (version1Or2.matches()) {
            int minor = version1Or2.group(2).length() > 3 ? LAST_MINOR : Integer.parseInt(version1Or2.group(2));
            return new LegacyKeras(Integer.parseInt(version1Or2.group(1)), minor);
        }
        boolean isKeras2 = !version.isTextual() && hasBatchInputShape(tree);
        return isKeras2 ? new LegacyKeras(2, LAST_MINOR) : new LegacyKeras(3, 0);
    }

    private static boolean hasBatchInputShape(JsonNode node) {
        if (node.path("config").has(BATCH_INPUT_SHAPE) && !OwnOptions.contain(node, BATCH_INPUT_SHAPE)) {
            return true;
        }
        for (JsonNode inner : node) {
            if (hasBatchInputShape(inner)) {
                return true;
            }
        }
        return false;
    }

    private void visit(JsonNode node) {
        if (node instanceof ObjectNode record) {
            if (record.path("class_name").isTextual() && record.get("config") instanceof ObjectNode config) {
                boolean isUsers = (major < 3 || ClassRecord.isUserClass(record)) && OwnOptions.isOfUser(record);
                ObjectNode own = isUsers ? OwnOptions.removeFrom(config, record) : null;
                if (major == 1) {
                    Keras1Names.rename(record, config);
                }
                if (config.path("name").isNull()) {
                    config.remove("name");
                }
                if (own == null) {
                    updateOptions(record, config);
                } else {
                    config.setAll(own);
                }
                if (major < 3) {
                    updateActivations(config);
                }
            }
            record.forEach(this::visit);
        } else if (node instanceof ArrayNode array) {
            array.forEach(this::visit);
        }
    }

    private void updateOptions(ObjectNode record, ObjectNode config) {
        String type = record.path("class_name").asText();
        if (major < 3 && CUDNN.containsKey(type)) {
            type = CUDNN.getOrDefault(type, type);
            record.put("class_name", type);
            config.put("recurrent_activation", "sigmoid");
            if (type.equals("GRU")) {
                config.put("reset_after", true);
            }
        }
        config.remove(IGNORED.getOrDefault(type, List.of()));
        if (type.equals("Bidirectional") && !config.path("backward_layer").isObject()) {
            addBackwardLayer(config);
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
    }

    private static void updateActivations(ObjectNode config) {
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

    /** Adds the record of Bidirectional's backward layer, which was omitted if it differs from the forward layer only in direction. */
    private static void addBackwardLayer(ObjectNode config) {
        if (config.get("layer") instanceof ObjectNode forward && forward.get("config") instanceof ObjectNode options) {
            if (!RECURRENT.contains(forward.path("class_name").asText())) {
                return; // no recurrent layer: Bidirectional refuses it later
            }
            ObjectNode backward = forward.deepCopy();
            ObjectNode backwardOptions = (ObjectNode) backward.get("config");
            String name = options.path("name").asText("layer").replaceFirst("^forward_", "");
            options.put("name", "forward_" + name);
            backwardOptions.put("name", "backward_" + name);
            backwardOptions.put("go_backwards", !options.path("go_backwards").asBoolean(false));
            config.set("backward_layer", backward);
        }
    }
}
