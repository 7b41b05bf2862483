package dev.cornet.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.config.Configs;
import dev.cornet.config.Configurable;
import dev.cornet.config.Registry;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A test case recorded from Keras: inputs, options and expected results, as JSON. */
public record GoldenCase(String name, JsonNode tree) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static GoldenCase read(String family, String name) {
        return new GoldenCase(name, parse("/golden/" + family + "/" + name + ".json"));
    }

    /** The names of a family's test cases by class name. */
    public static Map<String, List<String>> index(String family) {
        Map<String, List<String>> index = new TreeMap<>();
        parse("/golden/" + family + "/index.json").fields().forEachRemaining(e -> {
            List<String> names = new ArrayList<>();
            e.getValue().forEach(n -> names.add(n.asText()));
            index.put(e.getKey(), names);
        });
        return index;
    }

    /** The names of a class's test cases; an assertion fails if it has none. */
    public static List<String> names(String family, Class<?> type) {
        return Optional.ofNullable(index(family).get(type.getSimpleName()))
                .orElseThrow(() -> new AssertionError("golden/" + family + "/index.json has no case of "
                        + type.getSimpleName() + ". Add one to make.py there and run it."));
    }

    /** The simple names of the library's classes of a family, which are the keys of its index. */
    public static Set<String> components(Class<? extends Configurable> family) {
        return Registry.components(family).stream().map(Class::getSimpleName).collect(Collectors.toSet());
    }

    private static JsonNode parse(String path) {
        try (InputStream in = GoldenCase.class.getResourceAsStream(path)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Tensor tensor(JsonNode node) {
        JsonNode data = node.get("data");
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(data.get(i).asText());
        }
        return Tensor.wrap(values, shape(node.get("shape")));
    }

    public static Shape shape(JsonNode dims) {
        int[] sizes = new int[dims.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = dims.get(i).asInt();
        }
        return Shape.of(sizes);
    }

    public static List<Tensor> tensors(JsonNode nodes) {
        List<Tensor> tensors = new ArrayList<>();
        nodes.forEach(n -> tensors.add(tensor(n)));
        return tensors;
    }

    /** Fails unless a component has all options of the record that Keras wrote, in that order; it may have further ones. */
    public static void assertKerasOptions(Configurable component, JsonNode record) {
        List<String> keras = names(record.get("config"));
        keras.remove("dtype");
        List<String> ours = names(Configs.options(component));
        ours.retainAll(keras);
        assertEquals(keras, ours);
    }

    private static List<String> names(JsonNode options) {
        List<String> names = new ArrayList<>();
        options.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Override
    public String toString() {
        return name;
    }
}
