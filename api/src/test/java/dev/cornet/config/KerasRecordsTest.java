package dev.cornet.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cornet.constraints.Constraint;
import dev.cornet.golden.GoldenCase;
import dev.cornet.initializers.Initializer;
import dev.cornet.losses.Loss;
import dev.cornet.metrics.Metric;
import dev.cornet.optimizers.Optimizer;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.regularizers.Regularizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record that Keras wrote can be read, and Cornet writes the same record for the component. */
class KerasRecordsTest {
    private static final Map<String, Class<? extends Configurable>> FAMILIES = Map.of(
            "losses", Loss.class,
            "metrics", Metric.class,
            "optimizers", Optimizer.class,
            "schedules", LearningRate.class,
            "initializers", Initializer.class,
            "regularizers", Regularizer.class,
            "constraints", Constraint.class);

    /** Keys of Keras that Cornet does not write, such as dtype, since all numbers of Cornet are float32. */
    private static final Set<String> UNWRITTEN =
            Set.of("dtype", "input_axes", "output_axes", "name", "registered_name");

    /** Options that Keras accepts but does not write. */
    private static final Set<String> UNWRITTEN_BY_KERAS = Set.of("gain", "delta");

    static Stream<Arguments> records() {
        return FAMILIES.keySet().stream()
                .sorted()
                .flatMap(family -> GoldenCase.index(family).values().stream()
                        .flatMap(List::stream)
                        .distinct()
                        .map(name -> GoldenCase.read(family, name))
                        .filter(golden -> golden.tree().has("config"))
                        .map(golden -> Arguments.of(family, golden)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("records")
    void readsAndWritesKerasRecord(String family, GoldenCase golden) {
        JsonNode keras = golden.tree().get("config");
        Configurable component = Configs.read(FAMILIES.get(family), keras);
        assertEquals(keras.get("class_name").textValue(), component.getClass().getSimpleName());
        assertSame(keras, Configs.write(component), "");
        assertEquals(
                commonKeys(keras.get("config"), Configs.options(component)),
                commonKeys(Configs.options(component), keras.get("config")));
    }

    /** The keys of a record that another record has too, in their order. */
    private static List<String> commonKeys(JsonNode record, JsonNode other) {
        List<String> keys = new ArrayList<>();
        record.fieldNames().forEachRemaining(keys::add);
        keys.removeIf(key -> !other.has(key));
        return keys;
    }

    static void assertSame(JsonNode keras, JsonNode ours, String path) {
        if (keras.isNumber() && ours.isArray() && ours.size() == 1) {
            assertSame(keras, ours.get(0), path); // Keras accepts one axis or a list of axes
        } else if (keras.path("class_name").asText().equals("__tensor__")) {
            assertSame(keras.get("config").get("value"), ours, path);
        } else if (keras.isTextual()) {
            assertTrue(keras.textValue().equalsIgnoreCase(ours.textValue()), path);
        } else if (keras.isNumber()) {
            double expected = keras.doubleValue();
            assertEquals(expected, ours.doubleValue(), 1e-6 * Math.max(1e-3, Math.abs(expected)), path);
        } else if (keras.isObject() && ours.isObject()) {
            keras.fields().forEachRemaining(entry -> {
                String key = entry.getKey();
                if (!UNWRITTEN.contains(key)) {
                    assertNotNull(ours.get(key), path + "." + key);
                    assertSame(entry.getValue(), ours.get(key), path + "." + key);
                }
            });
            ((ObjectNode) ours)
                    .fieldNames()
                    .forEachRemaining(key -> assertTrue(
                            keras.has(key) || ours.get(key).isNull() || UNWRITTEN_BY_KERAS.contains(key),
                            path + "." + key));
        } else if (keras.isArray() && ours.isArray()) {
            assertEquals(keras.size(), ours.size(), path);
            for (int i = 0; i < keras.size(); i++) {
                assertSame(keras.get(i), ours.get(i), path + "[" + i + "]");
            }
        } else {
            assertEquals(keras, ours, path);
        }
    }
}
