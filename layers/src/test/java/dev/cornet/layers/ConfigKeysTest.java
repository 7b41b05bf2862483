package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.nn.Layer;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the options of every layer are saved in the order in which Keras writes them, those of its golden cases. */
final class ConfigKeysTest {
    static Stream<Class<? extends Layer>> layers() {
        return EveryLayerTest.layers();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void haveTheOrderOfKeras(Class<? extends Layer> type) {
        List<String> own = keys(Configs.options(Registry.newInstance(type)));
        for (Golden golden : Golden.cases("layers", type.getSimpleName())) {
            List<String> keras = keys(golden.get("config").get("config"));
            if (!keras.contains("trainable")) { // SpatialDropout, where Keras writes the options of every layer last
                keras.removeAll(List.of("name", "dtype"));
            }
            List<String> common = new ArrayList<>(own);
            common.retainAll(keras);
            keras.retainAll(own);
            assertEquals(keras, common, golden.name());
        }
    }

    private static List<String> keys(JsonNode config) {
        List<String> keys = new ArrayList<>();
        config.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
