package dev.cornet.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Golden image cases, and tensors out of them. */
public final class GoldenCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldenCase() {}

    public static JsonNode image(String name) {
        String path = "/golden/images/" + name + ".json";
        try (InputStream in = Objects.requireNonNull(GoldenCase.class.getResourceAsStream(path), path)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of a group of image cases. */
    public static List<String> group(String name) {
        List<String> names = new ArrayList<>();
        image("index").path(name).forEach(node -> names.add(node.asText()));
        return names;
    }

    public static Tensor tensor(JsonNode node) {
        JsonNode data = node.path("data");
        float[] values = new float[data.size()];
        IntStream.range(0, values.length)
                .forEach(i -> values[i] = (float) data.get(i).asDouble());
        return Tensor.of(values, ints(node.path("shape")));
    }

    public static int[] ints(JsonNode node) {
        return IntStream.range(0, node.size()).map(i -> node.get(i).asInt()).toArray();
    }
}
