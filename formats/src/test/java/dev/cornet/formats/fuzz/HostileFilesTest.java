package dev.cornet.formats.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cornet.exceptions.CornetException;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.layers.Dense;
import dev.cornet.models.Model;
import dev.cornet.models.Sequential;
import dev.cornet.saving.Safetensors;
import dev.cornet.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with false sizes or hidden content are refused by the documented exception, with little memory. */
class HostileFilesTest {
    private static final long MAX_BYTES = 150_000_000;

    @TempDir
    Path folder;

    private static void requireRefused(String what, Executable reading) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        CornetException e = assertThrows(CornetException.class, reading, what);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertInstanceOf(ModelFormatException.class, e, what);
        assertTrue(allocated < MAX_BYTES, what + " took " + allocated + " bytes: " + e.getMessage());
        assertTrue(e.getMessage().length() < 4000, what);
        assertFalse(e.getMessage().contains("com.fasterxml"), e.getMessage());
        assertFalse(e.getMessage().contains("cannot be cast"), e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            assertFalse(cause instanceof OutOfMemoryError || cause instanceof StackOverflowError, what);
        }
    }

    private static String layer(String options) {
        return "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":[{\"class_name\":\"InputLayer\",\"config\":"
                + "{\"batch_shape\":[null,8,8,1],\"name\":\"i\"}}," + options + "]}}";
    }

    private static String conv(String options) {
        return layer("{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"c\",\"filters\":1,\"kernel_size\":[3,3],"
                + options + "}}");
    }

    static Stream<String> jsons() {
        String keys =
                IntStream.range(0, 300_000).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(","));
        return Stream.of(
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"Sequential\"",
                "{}",
                "[".repeat(100_000),
                "[".repeat(100_000) + "]".repeat(100_000),
                "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000),
                "{" + keys + "}",
                "{\"class_name\":\"Sequential\",\"class_name\":\"Model\"}",
                "{\"class_name\":\"" + "x".repeat(5_000_000) + "\"}",
                "{\"class_name\":" + "9".repeat(1_000_000) + "}",
                "{\"class_name\":1e999999999,\"config\":{}}",
                "{\"class_name\":\"Sequential\",\"config\":[1,2]}",
                "{\"class_name\":\"Sequential\",\"config\":7}",
                "{\"class_name\":\"Sequential\",\"config\":{\"layers\":{}}}",
                "{\"class_name\":\"Sequential\",\"config\":{\"layers\":[[]]}}",
                "{\"class_name\":\"Sequential\",\"config\":{\"layers\":[null]}}",
                "{\"class_name\":[\"Sequential\"],\"config\":{}}",
                "{\"class_name\":\"Functional\",\"config\":{\"layers\":[],\"input_layers\":[],\"output_layers\":[]}}",
                layer("{\"class_name\":\"Dense\",\"config\":[]}"),
                layer("{\"class_name\":\"Dense\",\"config\":{\"units\":[2,3]}}"),
                layer("{\"class_name\":\"Dense\",\"config\":{\"units\":2147483647}}"),
                layer("{\"class_name\":\"Dense\",\"config\":{\"units\":-1}}"),
                layer("{\"class_name\":\"Dense\",\"config\":{\"units\":18446744073709551615}}"),
                layer("{\"class_name\":\"Dense\",\"config\":{\"units\":2,\"kernel_initializer\":[]}}"),
                layer("{\"class_name\":\"\\u001b[31mDense\",\"config\":{}}"),
                layer("{\"class_name\":\"java.lang.Runtime\",\"config\":{}}"),
                conv("\"dilation_rate\":[1,1,1]"),
                conv("\"strides\":[0,1]"),
                conv("\"padding\":{}"),
                conv("\"filters\":3000000"),
                layer(IntStream.range(0, 3000)
                        .mapToObj(i -> "{\"class_name\":\"Foo" + i + "\",\"config\":{\"name\":\"l" + i + "\"}}")
                        .collect(Collectors.joining(","))),
                layer("{\"class_name\":\"Dense\",\"config\":{\"units\":1," + keys + "}}"));
    }

    @ParameterizedTest
    @MethodSource("jsons")
    void jsonIsRefused(String json) {
        requireRefused(json.substring(0, Math.min(100, json.length())), () -> Model.fromJson(json));
    }

    private static byte[] safetensors(long claimed, String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed < -1 ? text.length : claimed)
                .put(text)
                .array();
    }

    private static String tensor(String name, String shape, long from, long to) {
        return "\"" + name + "\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[" + from + "," + to
                + "]}";
    }

    static Map<String, byte[]> safetensors() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        long own = -2;
        files.put("empty", new byte[0]);
        files.put("short", new byte[7]);
        files.put("zero", new byte[64]);
        files.put("all ones", safetensors(-1, "{}", 0));
        files.put("huge header", safetensors(Long.MAX_VALUE, "{}", 0));
        files.put("header of 1 GB", safetensors(1 << 30, "{}", 100));
        files.put(
                "overlap",
                safetensors(own, "{" + tensor("a", "[4]", 0, 16) + "," + tensor("b", "[4]", 8, 24) + "}", 24));
        files.put("hole", safetensors(own, "{" + tensor("a", "[1]", 0, 4) + "," + tensor("b", "[1]", 8, 12) + "}", 12));
        files.put("rest", safetensors(own, "{" + tensor("a", "[1]", 0, 4) + "}", 12));
        files.put("backwards", safetensors(own, "{" + tensor("a", "[1]", 4, 0) + "}", 4));
        files.put("negative", safetensors(own, "{" + tensor("a", "[-1]", 0, 4) + "}", 4));
        files.put("product", safetensors(own, "{" + tensor("a", "[65536,65536,65536,65536]", 0, 0) + "}", 0));
        files.put("zero of much", safetensors(own, "{" + tensor("a", "[2147483647,2147483647,0]", 0, 0) + "}", 0));
        files.put("2 GB", safetensors(own, "{" + tensor("a", "[536870912]", 0, 1L << 31) + "}", 16));
        files.put("rank", safetensors(own, "{" + tensor("a", "[1" + ",1".repeat(5000) + "]", 0, 4) + "}", 4));
        files.put("deep", safetensors(own, "{\"a\":" + "[".repeat(50_000), 0));
        files.put("list", safetensors(own, "[1,2]", 0));
        files.put("twice", safetensors(own, "{" + tensor("a", "[1]", 0, 4) + "," + tensor("a", "[1]", 4, 8) + "}", 8));
        files.put("type", safetensors(own, "{\"a\":{\"dtype\":[],\"shape\":{},\"data_offsets\":7}}", 0));
        files.put("metadata", safetensors(own, "{\"__metadata__\":{\"a\":[]}}", 0));
        String many = IntStream.range(0, 101_000)
                .mapToObj(i -> tensor("t" + i, "[0]", 0, 0))
                .collect(Collectors.joining(","));
        files.put("many", safetensors(own, "{" + many + "}", 0));
        return files;
    }

    @Test
    void safetensorsAreRefused() throws IOException {
        Sequential model = new Sequential(new Dense(2).inputShape(3));
        for (Map.Entry<String, byte[]> hostile : safetensors().entrySet()) {
            Path file = Files.write(folder.resolve("x.safetensors"), hostile.getValue());
            if (!hostile.getKey().equals("zero of much")) {
                requireRefused(hostile.getKey(), () -> Safetensors.read(file));
            }
            requireRefused(hostile.getKey(), () -> model.loadWeights(file.toString()));
        }
    }

    private static byte[] zip(int entries, String name, byte[] content, int last) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries; i++) {
                out.putNextEntry(new ZipEntry(i == 0 ? name : name + i));
                out.write(content);
                for (int more = 0; more < last; more += content.length) {
                    out.write(content);
                }
            }
        }
        return bytes.toByteArray();
    }

    static Map<String, byte[]> archives() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        byte[] zeros = new byte[1 << 16];
        String json = Golden.read("keras-files", "tiny").get("json").asText();
        files.put("empty", new byte[0]);
        files.put("no zip", "PK\003\004 and no more".getBytes(StandardCharsets.US_ASCII));
        files.put("no entry", zip(0, "", zeros, 0));
        files.put("many entries", zip(20_000, "config.json", new byte[0], 0));
        files.put("many names", zip(70_000, "x", new byte[0], 0));
        files.put("a bomb for a tree", zip(1, "config.json", zeros, 300 << 20));
        files.put("a bomb for weights", zip(1, "model.weights.h5", zeros, 300 << 20));
        files.put("a tree alone", zip(1, "config.json", json.getBytes(StandardCharsets.UTF_8), 0));
        files.put("a list for a tree", zip(1, "config.json", "[]".getBytes(StandardCharsets.UTF_8), 0));
        files.put(
                "metadata alone",
                zip(1, "metadata.json", "{\"format\":\"cornet\"}".getBytes(StandardCharsets.UTF_8), 0));
        files.put("a path upwards", zip(1, "../../config.json", zeros, 0));
        files.put("a pickle", zip(1, "archive/data.pkl", zeros, 0));
        byte[] claims = zip(1, "config.json", json.getBytes(StandardCharsets.UTF_8), 0);
        ByteBuffer end = ByteBuffer.wrap(claims).order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(claims.length - 10, Integer.MAX_VALUE);
        files.put("a directory beyond the end", claims);
        return files;
    }

    @Test
    void archivesAreRefused() throws IOException {
        for (Map.Entry<String, byte[]> hostile : archives().entrySet()) {
            for (String ending : new String[] {".keras", ".cornet"}) {
                Path file = Files.write(folder.resolve("x" + ending), hostile.getValue());
                requireRefused(hostile.getKey() + ending, () -> Model.load(file.toString()));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void foldersPipesDevicesAndCircularLinksAreRefused() throws Exception {
        Path pipe = folder.resolve("pipe.x");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path device = Files.createSymbolicLink(folder.resolve("device.x"), Path.of("/dev/zero"));
        Path circle = folder.resolve("circle.x");
        Files.createSymbolicLink(circle, circle);
        Path inner = Files.createDirectory(folder.resolve("folder.x"));
        Sequential model = new Sequential(new Dense(2).inputShape(3));
        for (Path path : new Path[] {pipe, device, circle, inner, folder.resolve("none.x")}) {
            for (String ending : new String[] {"cornet", "keras", "h5", "safetensors"}) {
                Path file = path.resolveSibling(path.getFileName().toString().replace("x", ending));
                if (Files.exists(path) || Files.isSymbolicLink(path)) {
                    Files.createSymbolicLink(file, path);
                }
                requireRefused(file.toString(), () -> Model.load(file.toString()));
                requireRefused(file.toString(), () -> model.loadWeights(file.toString()));
                requireRefused(file.toString(), () -> Safetensors.read(file));
            }
        }
    }
}
