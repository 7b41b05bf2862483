package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.nn.Layer;
import dev.cornet.testing.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the options of every layer are saved in the order in which Keras writes them. */
final class ConfigKeysTest {
    private static final JsonNode KERAS = Golden.read("config-keys", "layers").get("keys");

    static Stream<Class<? extends Layer>> layersOfKeras() {
        return EveryLayerTest.layers().filter(type -> KERAS.has(type.getSimpleName()));
    }

    @ParameterizedTest
    @MethodSource("layersOfKeras")
    void haveTheOrderOfKeras(Class<? extends Layer> type) {
        List<String> keras = new ArrayList<>();
        KERAS.get(type.getSimpleName()).forEach(key -> keras.add(key.textValue()));
        List<String> own = new ArrayList<>();
        Configs.options(Registry.newInstance(type)).fieldNames().forEachRemaining(own::add);
        if (!keras.contains("trainable")) { // SpatialDropout, where Keras writes the options of every layer last
            keras.removeAll(List.of("name", "dtype"));
        }
        keras.retainAll(own);
        own.retainAll(keras);
        assertEquals(keras, own);
    }

    @Test
    void areKnownOfEveryLayerOfKeras() {
        Set<String> others = EveryLayerTest.layers()
                .map(Class::getSimpleName)
                .filter(name -> !KERAS.has(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of("L2Pooling2D", "SumPooling2D"), others);
    }
}
