package dev.cornet.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.config.Configs;
import dev.cornet.nn.Layer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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

    @Test
    void ofEveryLayerHasAtMostSixteen() {
        for (Layer layer : List.of(
                new Conv2D(8, 3),
                new LSTM(4),
                new BatchNormalization(),
                new Bidirectional(new GRU(2)),
                new TimeDistributed(new Dense(2)),
                new Embedding(5, 2),
                new MaxPooling2D(),
                new SeparableConv2D(4, 3),
                new RNN(new OwnCells.MinimalCell(2)),
                new Concatenate(),
                new Dropout(0.5))) {
            Set<String> names = namesBesideOptions(layer);
            assertTrue(names.size() <= 16, () -> layer + " has " + names.size() + ": " + names);
        }
    }
}
