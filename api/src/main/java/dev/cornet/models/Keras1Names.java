package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The names that layers and their options had in Keras 1. */
final class Keras1Names {
    private static final Map<String, String> CLASSES = Map.of(
            "Convolution1D", "Conv1D",
            "Convolution2D", "Conv2D",
            "AtrousConvolution1D", "Conv1D",
            "AtrousConvolution2D", "Conv2D",
            "Deconvolution2D", "Conv2DTranspose",
            "SeparableConvolution2D", "SeparableConv2D");

    /** What became of the one layer Merge with its modes. */
    private static final Map<String, String> MERGES =
            Map.of("sum", "Add", "mul", "Multiply", "ave", "Average", "max", "Maximum", "concat", "Concatenate");

    private static final Map<String, String> KEYS = Map.ofEntries(
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

    private static final Map<String, String> FORMATS = Map.of("tf", "channels_last", "th", "channels_first");
    private static final List<String> SPARE = List.of("input_dtype", "consume_less", "input_length");

    private Keras1Names() {}

    /** Gives a record the names of today. */
    static void rename(ObjectNode record, ObjectNode config) {
        String type = record.path("class_name").asText();
        if (type.equals("Merge") && MERGES.containsKey(config.path("mode").asText())) {
            merge(record, config);
            return;
        }
        record.put("class_name", CLASSES.getOrDefault(type, type));
        boolean embedding = type.equals("Embedding");
        if (config.has("nb_row") && config.has("nb_col")) {
            config.putArray("kernel_size").add(config.remove("nb_row")).add(config.remove("nb_col"));
        }
        config.remove(SPARE);
        if (!embedding) {
            config.remove("input_dim");
        }
        if (config.has("forget_bias_init")) {
            config.put(
                    "unit_forget_bias",
                    config.remove("forget_bias_init").asText().equals("one"));
        }
        if (config.path("mode").isInt() && config.path("mode").intValue() == 0) {
            config.remove("mode"); // of batch normalisation: as today
        }
        if (config.get("padding") instanceof ArrayNode sides && sides.path(0).isInt()) {
            config.set("padding", bothSides(sides));
        }
        List<String> keys = new ArrayList<>();
        config.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            String now = embedding && key.equals("output_dim") ? key : KEYS.getOrDefault(key, key);
            if (embedding) {
                now = now.replaceFirst("^kernel_", "embeddings_");
            }
            JsonNode value = value(config.remove(key));
            config.set(now, now.equals("data_format") ? format(config, value) : value);
        }
    }

    /** Rows and columns, or top, bottom, left and right. */
    private static ArrayNode bothSides(ArrayNode given) {
        ArrayNode sides = given.arrayNode();
        int each = given.size() / 2;
        for (int axis = 0; axis < 2; axis++) {
            sides.addArray().add(given.path(axis * each)).add(given.path((axis + 1) * each - 1));
        }
        return sides;
    }

    private static void merge(ObjectNode record, ObjectNode config) {
        String mode = config.path("mode").asText();
        record.put("class_name", MERGES.get(mode));
        JsonNode axis = config.path("concat_axis");
        JsonNode name = config.path("name");
        config.removeAll();
        config.set("name", name);
        if (mode.equals("concat") && axis.isInt()) {
            config.set("axis", axis);
        }
    }

    private static JsonNode format(ObjectNode nodes, JsonNode value) {
        return nodes.textNode(FORMATS.getOrDefault(value.asText(), value.asText()));
    }

    /** Penalties and constraints were records of another form: {@code {"name": "WeightRegularizer", "l1": 0, "l2": 0.01}}. */
    private static JsonNode value(JsonNode value) {
        if (!(value instanceof ObjectNode given)
                || given.has("class_name")
                || !given.path("name").isTextual()) {
            return value;
        }
        String name = given.path("name").asText();
        boolean penalty = name.equals("WeightRegularizer") || name.equals("L1L2Regularizer");
        ObjectNode record = given.objectNode().put("class_name", penalty ? "L1L2" : name);
        ObjectNode config = record.putObject("config");
        given.fields().forEachRemaining(option -> {
            String key = option.getKey();
            if (!key.equals("name")) {
                config.set(key.equals("m") ? "max_value" : key, option.getValue());
            }
        });
        return record;
    }
}
