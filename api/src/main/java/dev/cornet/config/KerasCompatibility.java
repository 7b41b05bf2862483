package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.file.Json;
import java.util.Map;
import java.util.Set;

/** What records hold that Cornet has no option for, and what older versions of Keras called otherwise. */
final class KerasCompatibility {
    /** Keys without an option here, and the values with which they change nothing. */
    private static final Map<String, JsonNode> NEUTRAL = Map.ofEntries(
            Map.entry("trainable", json("[true]")),
            Map.entry("autocast", json("[true]")),
            Map.entry("data_format", json("[\"channels_last\"]")),
            Map.entry("groups", json("[1]")),
            Map.entry("dilation_rate", json("[1, [1], [1, 1]]")),
            Map.entry("renorm_momentum", json("[0.99]")),
            Map.entry("implementation", json("[0, 1, 2]")),
            Map.entry("use_cudnn", json("[\"auto\", true]")),
            Map.entry("jit_compile", json("[\"auto\", true]")),
            Map.entry("is_legacy_optimizer", json("[true]")),
            Map.entry("decay", json("[0, 0.0]")),
            Map.entry("epsilon", json("[1e-7]")),
            Map.entry("ragged", json("[false]")));

    /** Keys that only label or place a unit, or seed an order of random numbers that no other library repeats. */
    private static final Set<String> LABELS = Set.of("name", "seed");

    /** Start values that Keras lets one choose and nobody does: its default for each. */
    private static final Map<String, String> START_VALUES = Map.of(
            "beta_initializer", "Zeros",
            "gamma_initializer", "Ones",
            "moving_mean_initializer", "Zeros",
            "moving_variance_initializer", "Ones");

    private static final Map<String, String> KEYS = Map.of("lr", "learning_rate");

    private KerasCompatibility() {}

    /** True when leaving the entry out changes nothing. */
    static boolean isNeutral(String key, JsonNode value) {
        if (value.isNull() || (value.isBoolean() && !value.booleanValue()) || LABELS.contains(key)) {
            return true;
        }
        if (key.equals("dtype")) {
            JsonNode name = value.isObject() ? value.path("config").path("name") : value;
            return "float32".equals(name.textValue());
        }
        if (START_VALUES.containsKey(key)) {
            return value.path("class_name").asText(value.asText()).equalsIgnoreCase(START_VALUES.get(key));
        }
        for (JsonNode neutral : NEUTRAL.getOrDefault(key, json("[]"))) {
            boolean sameNumber = value.isNumber() && neutral.isNumber() && value.doubleValue() == neutral.doubleValue();
            if (sameNumber || value.equals(neutral)) {
                return true;
            }
        }
        return value.isContainerNode() && value.isEmpty();
    }

    /** The present name of a key. */
    static String key(String key) {
        return KEYS.getOrDefault(key, key);
    }

    /** The present name of a choice: Keras 2 called the truncated normal distribution "normal". */
    static String choice(String name, Class<?> choices) {
        return name.equals("normal") && choices.getSimpleName().equals("Distribution") ? "truncated_normal" : name;
    }

    /** The value of an option that is one number: Keras 2 wrote the axis of a batch normalisation as a list of one. */
    static JsonNode number(JsonNode value) {
        return value.isArray() && value.size() == 1 ? value.get(0) : value;
    }

    private static JsonNode json(String text) {
        return Json.parse(text, "neutral values");
    }
}
