package dev.cornet.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cornet.console.Console;
import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.DataException;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataSetsTest {
    @TempDir
    Path folder;

    private final PrintStream originalConsole = Console.stream();

    @BeforeEach
    void stayOffline() {
        Console.set(new PrintStream(OutputStream.nullOutputStream()), false);
        System.setProperty("cornet.offline", "true");
        System.setProperty("cornet.cache", folder.resolve("cache").toString());
    }

    @AfterEach
    void goOnline() {
        Console.set(originalConsole, false);
        System.clearProperty("cornet.offline");
        System.clearProperty("cornet.cache");
    }

    private static byte[] idx(int... dims) {
        int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length + size);
        bytes.putInt(0x800 | dims.length);
        Arrays.stream(dims).forEach(bytes::putInt);
        for (int i = 0; i < size; i++) {
            bytes.put((byte) (dims.length == 1 ? i % 10 : i));
        }
        return bytes.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void loadsTheDigits() {
        DataSet digits = Digits.load();
        assertEquals(Shape.of(1437, 8, 8, 1), digits.xTrain().shape());
        assertEquals(Shape.of(360), digits.yTest().shape());
        // Expected numbers from load_digits of scikit-learn: 178 182 177 183 181 182 181 179 174 180 samples of the
        // classes; the sum of all pixels is 561718.
        int[] counts = new int[10];
        int[] testCounts = new int[10];
        double sum = 0;
        for (Tensor y : List.of(digits.yTrain(), digits.yTest())) {
            for (float label : y.toArray()) {
                counts[(int) label]++;
                testCounts[(int) label] += y == digits.yTest() ? 1 : 0;
            }
        }
        for (Tensor x : List.of(digits.xTrain(), digits.xTest())) {
            for (float v : x.toArray()) {
                assertTrue(v >= 0 && v <= 16);
                sum += v;
            }
        }
        assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, counts);
        assertEquals(561718, sum);
        for (int count : testCounts) {
            assertTrue(count >= 20, "the test part has all digits: " + Arrays.toString(testCounts));
        }
        assertArrayEquals(digits.xTest().toArray(), Digits.load().xTest().toArray());
    }

    @Test
    void rescaleDoesNotChangeTheOriginal() {
        DataSet raw = Digits.load().take(3, 2);
        float[] before = raw.xTrain().toArray();
        DataSet scaled = raw.rescale(0.5);
        assertArrayEquals(before, raw.xTrain().toArray());
        assertEquals(before[3] / 2, scaled.xTrain().toArray()[3]);
    }

    @Test
    void preparesDataForANetwork() {
        DataSet digits = Digits.load().rescale(1 / 16.0).toCategorical(10).take(5, 9999);
        assertEquals(Shape.of(5, 10), digits.yTrain().shape());
        assertEquals(Shape.of(360, 8, 8, 1), digits.xTest().shape());
        float max = 0;
        for (float v : digits.xTest().toArray()) {
            max = Math.max(max, v);
        }
        assertEquals(1, max);
        assertThrows(
                ShapeException.class,
                () -> new DataSet(Tensor.zeros(2, 1), Tensor.zeros(3), Tensor.zeros(1), Tensor.zeros(1)));
    }

    @Test
    void readsUncompressedAndGzipIdxFiles() throws IOException {
        Tensor plain = IdxFile.read(file("plain", idx(2, 3, 50)));
        assertEquals(Shape.of(2, 3, 50), plain.shape());
        assertEquals(255, plain.get(1, 2, 5));
        assertArrayEquals(
                plain.toArray(),
                IdxFile.read(file("packed", gzip(idx(2, 3, 50)))).toArray());
    }

    private static String refusal(Path file) {
        String message =
                assertThrows(DataException.class, () -> IdxFile.read(file)).getMessage();
        assertTrue(message.contains(file.toString()), message);
        return message;
    }

    @Test
    void refusesDamagedIdxFiles() throws IOException {
        byte[] valid = idx(2, 3, 4);
        byte[] compressed = gzip(valid);
        assertTrue(refusal(file("a", Arrays.copyOf(valid, 20))).endsWith("but it is much too short for that"));
        assertTrue(refusal(file("b", Arrays.copyOf(valid, valid.length - 1))).endsWith(" is cut"));
        assertTrue(refusal(file("c", Arrays.copyOf(valid, 7))).endsWith(" is cut"));
        assertTrue(refusal(file("d", Arrays.copyOf(valid, valid.length + 1)))
                .endsWith("its shape is (2, 3, 4), but more values follow"));
        assertTrue(refusal(file("e", "not idx at all".getBytes())).contains("it begins with 6e6f7420; IDX files"));
        assertTrue(refusal(file("f", Arrays.copyOf(compressed, compressed.length / 2)))
                .contains("cut"));
        compressed[compressed.length / 2] ^= 85;
        refusal(file("g", compressed));
        assertTrue(refusal(file("h", idx(1)).resolveSibling("none")).startsWith("there is no file"));
        // Headers with sizes larger than the file, larger than any array, and negative.
        assertTrue(refusal(file("i", gzip(new byte[] {0, 0, 8, 1, 0x7f, 0, 0, 0})))
                .endsWith("too short for that"));
        assertTrue(refusal(file("j", new byte[] {0, 0, 8, 2, 0x7f, 0, 0, 0, 0x7f, 0, 0, 0}))
                .contains("has more than"));
        assertTrue(refusal(file("k", new byte[] {0, 0, 8, 1, -1, 0, 0, 0})).contains("more than an array can hold"));
        refusal(file("l", new byte[] {0, 0, 8, 1, -1, -1, -1, -1}));
    }

    @Test
    void refusesManyEmptyGzipStreamsBeforeTheStackOverflows() throws IOException {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            many.write(gzip(new byte[0]));
        }
        DataException refused = assertThrows(DataException.class, () -> IdxFile.read(file("m", many.toByteArray())));
        assertTrue(String.valueOf(refused.getMessage()).endsWith("it is many empty gzip streams, no file of one"));
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            assertTrue(cause instanceof Exception, cause.toString());
        }
        ByteArrayOutputStream manyStreams = new ByteArrayOutputStream();
        byte[] valid = idx(2, 3, 4);
        for (byte value : valid) {
            manyStreams.write(gzip(new byte[] {value}));
        }
        assertArrayEquals(
                IdxFile.read(file("n", valid)).toArray(),
                IdxFile.read(file("o", manyStreams.toByteArray())).toArray());
    }

    private static MnistFiles small() {
        List<RemoteFile> files = List.of(
                new RemoteFile("train-images-idx3-ubyte.gz", 11, "aa", null, List.of("https://example.org/a")),
                new RemoteFile("train-labels-idx1-ubyte.gz", 22, "bb", null, List.of()),
                new RemoteFile("t10k-images-idx3-ubyte.gz", 33, "cc", null, List.of()),
                new RemoteFile("t10k-labels-idx1-ubyte.gz", 44, "dd", null, List.of()));
        return new MnistFiles("Small MNIST", "small", 4, 2, files);
    }

    @Test
    void findsTheFilesOfMnistInAFolder() throws IOException {
        file("train-images-idx3-ubyte.gz", gzip(idx(4, 28, 28)));
        file("train-labels-idx1-ubyte", idx(4));
        file("t10k-images.idx3-ubyte", idx(2, 28, 28));
        file("t10k-labels-idx1-ubyte.gz", gzip(idx(2)));
        DataSet set = small().load(folder);
        assertEquals(Shape.of(4, 28, 28, 1), set.xTrain().shape());
        assertArrayEquals(new float[] {0, 1}, set.yTest().toArray());
        file("t10k-labels-idx1-ubyte.gz", idx(3));
        assertTrue(assertThrows(DataException.class, () -> small().load(folder))
                .getMessage()
                .endsWith("t10k-labels-idx1-ubyte.gz has the shape (3), expected (2)"));
        byte[] labels = idx(2);
        labels[9] = 10;
        file("t10k-labels-idx1-ubyte.gz", labels);
        assertTrue(assertThrows(DataException.class, () -> small().load(folder))
                .getMessage()
                .endsWith("is 10; labels are 0 to 9"));
    }

    @Test
    void namesTheFilesToDownloadAndTheirFolder() throws IOException {
        file("train-images-idx3-ubyte.gz", gzip(idx(4, 28, 28)));
        String message =
                assertThrows(DataException.class, () -> small().load(folder)).getMessage();
        assertEquals(
                "cannot get Small MNIST: CORNET_OFFLINE forbids downloads.\nPut these files into "
                        + folder.resolve("cache/small") + ":\n"
                        + "  train-images-idx3-ubyte.gz  11 bytes  SHA-256 aa\n"
                        + "    https://example.org/a, saved as train-images-idx3-ubyte.gz\n"
                        + "  train-labels-idx1-ubyte.gz  22 bytes  SHA-256 bb\n"
                        + "  t10k-images-idx3-ubyte.gz  33 bytes  SHA-256 cc\n"
                        + "  t10k-labels-idx1-ubyte.gz  44 bytes  SHA-256 dd",
                message);
    }

    @Test
    void readsTheRealMnistIfItIsPresent() throws IOException {
        Path real = Path.of(System.getProperty("cornet.test.mnist", "../../shared/data/mnist"));
        assumeTrue(Files.isRegularFile(real.resolve("t10k-images-idx3-ubyte.gz")));
        assertEquals(5, Mnist.load(real).yTrain().get(0));
        // From the cache, where the content is checked; the first labels are 5 0 4 1 9 and 7 2 1 0 4, as in Keras.
        Path cache = Files.createDirectories(folder.resolve("cache/mnist"));
        for (String name : List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")) {
            Files.copy(real.resolve(name + "-ubyte.gz"), cache.resolve(name + "-ubyte.gz"));
        }
        DataSet mnist = Mnist.load();
        assertEquals(Shape.of(60_000, 28, 28, 1), mnist.xTrain().shape());
        assertEquals(Shape.of(10_000, 28, 28, 1), mnist.xTest().shape());
        assertArrayEquals(new float[] {5, 0, 4, 1, 9}, mnist.yTrain().rows(0, 5).toArray());
        assertArrayEquals(new float[] {7, 2, 1, 0, 4}, mnist.yTest().rows(0, 5).toArray());
    }
}
