package dev.cornet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The records of losses and metrics that Keras 2 wrote around functions. */
final class LegacyTraining {
    private static final Set<String> WRAPPERS =
            Set.of("MeanMetricWrapper", "SumOverBatchSizeMetricWrapper", "LossFunctionWrapper");

    /** The choice that Keras 2 left to itself: the sum over the batch's size, which is the default. */
    private static final String AUTO = "auto";

    private LegacyTraining() {}

    /**
     * The record of today. {@code {"class_name": "MeanMetricWrapper", "config": {"name": "acc", "fn": "binary_accuracy"}}} is the metric of
     * the function's name.
     */
    static JsonNode upgrade(JsonNode record) {
        if (!(record.path("config") instanceof ObjectNode given)) {
            return record;
        }
        ObjectNode copy = record.deepCopy();
        ObjectNode config = given.deepCopy();
        copy.set("config", config);
        decay(copy, config);
        if (AUTO.equals(config.path("reduction").textValue())) {
            config.remove("reduction");
        }
        JsonNode function = config.remove("fn");
        String name = name(function == null ? config.path("name") : function);
        if (WRAPPERS.contains(record.path("class_name").asText()) && !name.isEmpty()) {
            copy.put("class_name", name);
            copy.remove("module"); // that of the wrapper
            copy.remove("registered_name");
        }
        return copy;
    }

    /**
     * An optimizer's {@code decay}, by which the learning rate fell step by step, as the schedule that says the same; Nadam's was another thing,
     * and beside a schedule it stays, which is refused.
     */
    private static void decay(ObjectNode record, ObjectNode config) {
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

    /** The name of a function, which may stand alone or in a record. */
    private static String name(JsonNode function) {
        JsonNode name = function.isObject() ? function.path("config") : function;
        return name.isObject() ? name.path("name").asText() : name.asText();
    }
}
