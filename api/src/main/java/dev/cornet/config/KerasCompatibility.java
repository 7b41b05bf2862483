package dev.cornet.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.file.Json;
import java.util.Map;
import java.util.Set;

/** Differences between Keras' records and Cornet's options: keys that Cornet has no option for, and names of earlier versions of Keras. */
final class KerasCompatibility {
    /** Keys that Cornet has no option for, each with the list of values that may be ignored. */
    private static final JsonNode NEUTRAL = json("""
            {
              "trainable": [true],
              "autocast": [true],
              "data_format": ["channels_last"],
              "groups": [1],
              "dilation_rate": [1, [1], [1, 1]],
              "renorm_momentum": [0.99],
              "implementation": [0, 1, 2],
              "use_cudnn": ["auto", true],
              "jit_compile": ["auto", true],
              "is_legacy_optimizer": [true],
              "decay": [0, 0.0],
              "epsilon": [1e-7],
              "ragged": [false]
            }""");

    /** Keys without effect on results: labels, and seeds of random streams that only Keras can reproduce. */
    private static final Set<String> LABELS = Set.of("name", "seed");

    /** Initializers that are options in Keras but fixed in Cornet, each with Keras' default. */
    private static final Map<String, String> FIXED_INITIALIZERS = Map.of(
            "beta_initializer", "Zeros",
            "gamma_initializer", "Ones",
            "moving_mean_initializer", "Zeros",
            "moving_variance_initializer", "Ones");

    private static final Map<String, String> RENAMED_KEYS = Map.of("lr", "learning_rate");

    private KerasCompatibility() {}

    /** True if the entry can be ignored without changing results. */
    static boolean isNeutral(String key, JsonNode value) {
        if (value.isNull() || (value.isBoolean() && !value.booleanValue()) || LABELS.contains(key)) {
            return true;
        }
        if (key.equals("dtype")) {
            JsonNode name = value.isObject() ? value.path("config").path("name") : value;
            return "float32".equals(name.textValue());
        }
        if (FIXED_INITIALIZERS.containsKey(key)) {
            return value.path("class_name").asText(value.asText()).equalsIgnoreCase(FIXED_INITIALIZERS.get(key));
        }
        for (JsonNode neutral : NEUTRAL.path(key)) {
            boolean sameNumber = value.isNumber() && neutral.isNumber() && value.doubleValue() == neutral.doubleValue();
            if (sameNumber || value.equals(neutral)) {
                return true;
            }
        }
        return value.isContainerNode() && value.isEmpty();
    }

    /** The Keras 3 name of a key. */
    static String key(String key) {
        return RENAMED_KEYS.getOrDefault(key, key);
    }

    /** The Keras 3 name of an enum value: Keras 2 called the truncated normal distribution "normal". */
    static String choice(String name, Class<?> choices) {
        boolean isOfLibrary = LibraryClasses.contains(choices);
        return isOfLibrary && name.equals("normal") && choices.getSimpleName().equals("Distribution")
                ? "truncated_normal"
                : name;
    }

    /** Returns the number in a list of one number, the form in which Keras 2 wrote the axis of BatchNormalization. */
    static JsonNode number(JsonNode value) {
        return value.isArray() && value.size() == 1 ? value.get(0) : value;
    }

    private static JsonNode json(String text) {
        return Json.parse(text, "neutral values");
    }
}
