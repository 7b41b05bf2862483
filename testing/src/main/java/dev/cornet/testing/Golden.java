package dev.cornet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.exceptions.CornetException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A golden file, {@code /golden/<family>/<name>.json} on the class path: named values computed by another library, the expected results of
 * a test.
 */
public final class Golden {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final JsonNode tree;

    private Golden(String name, JsonNode tree) {
        this.name = name;
        this.tree = tree;
    }

    public static Golden read(String family, String name) {
        return new Golden(family + "/" + name, parse("/golden/" + family + "/" + name + ".json"));
    }

    /** All golden files of a group, for example {@code cases("layers", "Dense")}, as listed in the family's {@code index.json}. */
    public static List<Golden> cases(String family, String group) {
        List<Golden> cases = new ArrayList<>();
        for (JsonNode name : parse("/golden/" + family + "/index.json").path(group)) {
            cases.add(read(family, name.asText()));
        }
        return cases;
    }

    /** The bytes of another file in the family's folder; {@code <file>.gz} is read and unpacked if only that exists. */
    public static byte[] bytes(String family, String file) {
        String path = "/golden/" + family + "/" + file;
        InputStream plain = Golden.class.getResourceAsStream(path);
        try (InputStream in = plain != null ? plain : unpacked(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new CornetException("the golden file " + path + " cannot be read", e);
        }
    }

    private static InputStream unpacked(String path) throws IOException {
        InputStream packed = Golden.class.getResourceAsStream(path + ".gz");
        if (packed == null) {
            throw new CornetException("there is no golden file " + path + " on the class path");
        }
        return new GZIPInputStream(packed);
    }

    /** Copies a file of the family's folder to a folder on disk, unpacked as by {@link #bytes}. */
    public static Path copy(String family, String file, Path folder) throws IOException {
        return Files.write(folder.resolve(file), bytes(family, file));
    }

    /** The family and name, for messages: "layers/dense_relu". */
    public String name() {
        return name;
    }

    /** The JSON value of a field; a {@link CornetException} if there is none. */
    public JsonNode get(String field) {
        JsonNode value = tree.get(field);
        if (value == null) {
            throw new CornetException("the golden case " + name + " has no field \"" + field + "\"");
        }
        return value;
    }

    public boolean has(String field) {
        return tree.has(field);
    }

    public Tensor tensor(String field) {
        return tensor(get(field));
    }

    public List<Tensor> tensors(String field) {
        List<Tensor> tensors = new ArrayList<>();
        get(field).forEach(value -> tensors.add(tensor(value)));
        return tensors;
    }

    /** Reads a tensor from {@code {"shape": [2, 3], "data": […]}}. */
    public static Tensor tensor(JsonNode value) {
        int[] dims = new int[value.get("shape").size()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = value.get("shape").get(i).asInt();
        }
        float[] data = new float[value.get("data").size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = Float.parseFloat(value.get("data").get(i).asText());
        }
        return Tensor.wrap(data, Shape.of(dims));
    }

    @Override
    public String toString() {
        return name;
    }

    private static JsonNode parse(String path) {
        try (InputStream in = Golden.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new CornetException("there is no golden file " + path + " on the class path");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new CornetException("the golden file " + path + " cannot be read", e);
        }
    }
}
