package dev.cornet.saving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.config.OwnOptions;
import java.util.Set;

/** Converter of the compile_config of Keras 1 and 2 to Keras 3: losses and metrics wrapped around functions, and decay of optimizers. */
final class LegacyCompileConfig {
    private static final Set<String> WRAPPERS =
            Set.of("MeanMetricWrapper", "SumOverBatchSizeMetricWrapper", "LossFunctionWrapper");

    /** The default reduction of Keras 2; it is the same as today's default, sum_over_batch_size. */
    private static final String AUTO = "auto";

    private LegacyCompileConfig() {}

    /**
     * The record in the form of Keras 3: {@code {"class_name": "MeanMetricWrapper", "config": {"name": "acc", "fn": "binary_accuracy"}}}
     * becomes a record of the metric "binary_accuracy". The {@link OwnOptions} of a user's class stay as they are.
     */
    static JsonNode upgrade(JsonNode record) {
        if (!(record.path("config") instanceof ObjectNode original)) {
            return record;
        }
        ObjectNode copy = record.deepCopy();
        ObjectNode config = original.deepCopy();
        copy.set("config", config);
        ObjectNode own = OwnOptions.removeFrom(config, record);
        convertDecay(copy, config);
        if (AUTO.equals(config.path("reduction").textValue())) {
            config.remove("reduction");
        }
        JsonNode function = config.remove("fn");
        String name = name(function == null ? config.path("name") : function);
        if (!OwnOptions.isOfUser(record)
                && WRAPPERS.contains(record.path("class_name").asText())
                && !name.isEmpty()) {
            copy.put("class_name", name);
            copy.remove("module"); // the wrapper's module
            copy.remove("registered_name");
        }
        config.setAll(own);
        return copy;
    }

    /**
     * Replaces an optimizer's {@code decay}, which lowered the learning rate in every step, by the equivalent schedule. Nadam's decay had
     * another meaning; it stays, as does decay in addition to a schedule, and both are refused later.
     */
    private static void convertDecay(ObjectNode record, ObjectNode config) {
        String key = config.has("lr") ? "lr" : "learning_rate";
        double decay = config.path("decay").doubleValue();
        if (decay > 0
                && config.path(key).isNumber()
                && !record.path("class_name").asText().equals("Nadam")) {
            ObjectNode schedule = config.objectNode().put("class_name", "InverseTimeDecay");
            ObjectNode options = schedule.putObject("config");
            options.set("initial_learning_rate", config.remove(key));
            options.put("decay_steps", 1).put("decay_rate", decay);
            config.set("learning_rate", schedule);
            config.remove("decay");
        }
    }

    /** The name of a function, given as text or in a record. */
    private static String name(JsonNode function) {
        JsonNode name = function.isObject() ? function.path("config") : function;
        return name.isObject() ? name.path("name").asText() : name.asText();
    }
}
