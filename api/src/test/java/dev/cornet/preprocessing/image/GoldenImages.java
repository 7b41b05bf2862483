package dev.cornet.preprocessing.image;

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

/** Access to the golden files of images, and conversion of their values to tensors. */
public final class GoldenImages {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldenImages() {}

    public static JsonNode read(String name) {
        String path = "/golden/images/" + name + ".json";
        try (InputStream in = Objects.requireNonNull(GoldenImages.class.getResourceAsStream(path), path)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the cases of a group, as listed in the index. */
    public static List<String> group(String name) {
        List<String> names = new ArrayList<>();
        read("index").path(name).forEach(node -> names.add(node.asText()));
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
