package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Configs;
import dev.cornet.config.Registry;
import dev.cornet.nn.Layer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names that an editor lists after {@code new Dense(10).}: the options, and few others. */
final class CompletionTest {
    private static Set<String> namesBesideOptions(Layer layer) {
        Set<String> options = new TreeSet<>();
        Configs.options(layer).fieldNames().forEachRemaining(options::add);
        Set<String> ofObject =
                Arrays.stream(Object.class.getMethods()).map(Method::getName).collect(Collectors.toSet());
        return Arrays.stream(layer.getClass().getMethods())
                .map(Method::getName)
                .filter(name -> !ofObject.contains(name) && !options.contains(key(name)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String key(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void ofDenseHasFewNamesBesideTheOptions() {
        assertEquals(
                List.of(
                        "bias",
                        "check",
                        "countParams",
                        "getWeights",
                        "input",
                        "inputShape",
                        "isBuilt",
                        "kernel",
                        "named",
                        "of",
                        "output",
                        "setTrainable",
                        "setWeights",
                        "variables"),
                List.copyOf(namesBesideOptions(new Dense(10))));
    }

    static Stream<Class<? extends Layer>> layers() {
        return EveryLayerTest.layers();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void ofEveryLayerHasAtMostSixteen(Class<? extends Layer> type) {
        Set<String> names = namesBesideOptions(Registry.newInstance(type));
        assertTrue(names.size() <= 16, () -> type + " has " + names.size() + ": " + names);
    }
}
