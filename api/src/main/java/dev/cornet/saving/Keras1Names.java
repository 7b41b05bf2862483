package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Translation of the names of layers and options in Keras 1 to those of Keras 3. */
final class Keras1Names {
    private static final Map<String, String> LAYERS = Map.of(
            "Convolution1D", "Conv1D",
            "Convolution2D", "Conv2D",
            "AtrousConvolution1D", "Conv1D",
            "AtrousConvolution2D", "Conv2D",
            "Deconvolution2D", "Conv2DTranspose",
            "SeparableConvolution2D", "SeparableConv2D");

    /** The layers that replaced Merge, by its mode. */
    private static final Map<String, String> MERGE_LAYERS =
            Map.of("sum", "Add", "mul", "Multiply", "ave", "Average", "max", "Maximum", "concat", "Concatenate");

    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("output_dim", "units"),
            Map.entry("init", "kernel_initializer"),
            Map.entry("inner_init", "recurrent_initializer"),
            Map.entry("inner_activation", "recurrent_activation"),
            Map.entry("W_regularizer", "kernel_regularizer"),
            Map.entry("U_regularizer", "recurrent_regularizer"),
            Map.entry("b_regularizer", "bias_regularizer"),
            Map.entry("W_constraint", "kernel_constraint"),
            Map.entry("U_constraint", "recurrent_constraint"),
            Map.entry("b_constraint", "bias_constraint"),
            Map.entry("bias", "use_bias"),
            Map.entry("dropout_W", "dropout"),
            Map.entry("dropout_U", "recurrent_dropout"),
            Map.entry("nb_filter", "filters"),
            Map.entry("filter_length", "kernel_size"),
            Map.entry("subsample_length", "strides"),
            Map.entry("subsample", "strides"),
            Map.entry("stride", "strides"),
            Map.entry("atrous_rate", "dilation_rate"),
            Map.entry("border_mode", "padding"),
            Map.entry("dim_ordering", "data_format"),
            Map.entry("pool_length", "pool_size"),
            Map.entry("length", "size"),
            Map.entry("p", "rate"),
            Map.entry("sigma", "stddev"),
            Map.entry("gamma_init", "gamma_initializer"),
            Map.entry("beta_init", "beta_initializer"));

    private static final Map<String, String> DATA_FORMATS = Map.of("tf", "channels_last", "th", "channels_first");
    private static final List<String> IGNORED = List.of("input_dtype", "consume_less", "input_length");

    private Keras1Names() {}

    /** Renames the layer and the options of a record. */
    static void rename(ObjectNode record, ObjectNode config) {
        String type = record.path("class_name").asText();
        if (type.equals("Merge") && MERGE_LAYERS.containsKey(config.path("mode").asText())) {
            merge(record, config);
            return;
        }
        record.put("class_name", LAYERS.getOrDefault(type, type));
        boolean embedding = type.equals("Embedding");
        if (config.has("nb_row") && config.has("nb_col")) {
            config.putArray("kernel_size").add(config.remove("nb_row")).add(config.remove("nb_col"));
        }
        config.remove(IGNORED);
        if (!embedding) {
            config.remove("input_dim");
        }
        if (config.has("forget_bias_init")) {
            config.put(
                    "unit_forget_bias",
                    config.remove("forget_bias_init").asText().equals("one"));
        }
        if (config.path("mode").isInt() && config.path("mode").intValue() == 0) {
            config.remove("mode"); // of BatchNormalization: 0 is the only mode of later versions
        }
        if (config.get("padding") instanceof ArrayNode sides && sides.path(0).isInt()) {
            config.set("padding", bothSides(sides));
        }
        List<String> keys = new ArrayList<>();
        config.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            String newKey = embedding && key.equals("output_dim") ? key : OPTIONS.getOrDefault(key, key);
            if (embedding) {
                newKey = newKey.replaceFirst("^kernel_", "embeddings_");
            }
            JsonNode value = value(config.remove(key));
            config.set(newKey, newKey.equals("data_format") ? dataFormat(config, value) : value);
        }
    }

    /** The padding at both sides of each axis, from [rows, columns] or [top, bottom, left, right]. */
    private static ArrayNode bothSides(ArrayNode padding) {
        ArrayNode sides = padding.arrayNode();
        int perAxis = padding.size() / 2;
        for (int axis = 0; axis < 2; axis++) {
            sides.addArray().add(padding.path(axis * perAxis)).add(padding.path((axis + 1) * perAxis - 1));
        }
        return sides;
    }

    private static void merge(ObjectNode record, ObjectNode config) {
        String mode = config.path("mode").asText();
        record.put("class_name", MERGE_LAYERS.get(mode));
        JsonNode axis = config.path("concat_axis");
        JsonNode name = config.path("name");
        config.removeAll();
        config.set("name", name);
        if (mode.equals("concat") && axis.isInt()) {
            config.set("axis", axis);
        }
    }

    private static JsonNode dataFormat(ObjectNode nodes, JsonNode value) {
        return nodes.textNode(DATA_FORMATS.getOrDefault(value.asText(), value.asText()));
    }

    /** Converts records of regularizers and constraints, which had the form {@code {"name": "WeightRegularizer", "l1": 0, "l2": 0.01}}. */
    private static JsonNode value(JsonNode value) {
        if (!(value instanceof ObjectNode keras1)
                || keras1.has("class_name")
                || !keras1.path("name").isTextual()) {
            return value;
        }
        String name = keras1.path("name").asText();
        boolean isRegularizer = name.equals("WeightRegularizer") || name.equals("L1L2Regularizer");
        ObjectNode record = keras1.objectNode().put("class_name", isRegularizer ? "L1L2" : name);
        ObjectNode config = record.putObject("config");
        keras1.fields().forEachRemaining(option -> {
            String key = option.getKey();
            if (!key.equals("name")) {
                config.set(key.equals("m") ? "max_value" : key, option.getValue());
            }
        });
        return record;
    }
}
