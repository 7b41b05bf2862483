package dev.cornet.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written by h5py are read exactly; files with false sizes are refused before memory is allocated. */
class Hdf5Test {
    @TempDir
    Path folder;

    private static byte[] bytes(String name) {
        return Golden.bytes("hdf5", name + ".h5");
    }

    private static Tensor read(Hdf5 file, String path) {
        Hdf5Dataset dataset = file.dataset(path);
        assertNotNull(dataset, path);
        Tensor tensor = Tensor.zeros(dataset.shape());
        dataset.reader().accept(tensor);
        return tensor;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "packed",
                "types",
                "names",
                "latest",
                "narrow",
                "dense",
                "indexes",
                "fills",
                "named_types",
                "user_block"
            })
    void readsTheValuesOfH5py(String name) throws IOException {
        byte[] bytes = bytes(name);
        try (Hdf5 inMemory = Hdf5.of(bytes);
                Hdf5 onDisk = Hdf5.open(Files.write(folder.resolve("x.h5"), bytes))) {
            JsonNode arrays = Golden.read("hdf5", "form").get(name);
            assertEquals(arrays.size(), inMemory.datasetPaths().size());
            assertTrue(inMemory.floatBytes() > 0);
            for (Iterator<Map.Entry<String, JsonNode>> all = arrays.fields(); all.hasNext(); ) {
                Map.Entry<String, JsonNode> expected = all.next();
                for (Hdf5 file : List.of(inMemory, onDisk)) {
                    requireSame(expected.getValue(), read(file, expected.getKey()), expected.getKey());
                }
            }
        }
    }

    private static void requireSame(JsonNode expected, Tensor actual, String where) {
        List<Integer> shape = new ArrayList<>();
        expected.get("shape").forEach(size -> shape.add(size.asInt()));
        assertEquals(
                shape, java.util.Arrays.stream(actual.shape().toArray()).boxed().toList(), where);
        JsonNode values = expected.get("values");
        for (int i = 0; i < actual.size(); i++) {
            String value = values.get(i).asText().replace("inf", "Infinity");
            assertEquals((float) Double.parseDouble(value), actual.data()[i], where + ", value " + i);
        }
    }

    @Test
    void readsTheStringsOfH5py() throws IOException {
        try (Hdf5 file = Hdf5.of(bytes("texts"))) {
            assertEquals("äöü of any length", file.string("", "text"));
            assertEquals("of fixed length", file.string("", "fixed"));
            assertEquals(List.of("a", "", "list of texts"), file.strings("", "list"));
            assertEquals(List.of("one", "three", ""), file.strings("", "fixed_list"));
            assertEquals(List.of(), file.strings("", "nothing"));
            assertEquals("x".repeat(70_000), file.string("", "long"));
            assertEquals("value 39", file.string("", "more39"));
            assertFalse(file.hasAttribute("", "another"));
            assertEquals(40, file.strings("", "more").size());
            String message = assertThrows(ModelFormatException.class, () -> file.string("", "number"))
                    .getMessage();
            assertEquals("the attribute number is no text", message);
        }
        try (Hdf5 file = Hdf5.of(bytes("latest"))) {
            assertEquals("in the newer form", file.string("a", "text"));
        }
        try (Hdf5 file = Hdf5.of(bytes("narrow"))) {
            assertEquals(List.of("one", "of any length"), file.strings("", "texts"));
        }
        try (Hdf5 file = Hdf5.of(bytes("user_block"))) {
            assertEquals(List.of("one", "of any length"), file.strings("", "texts"));
        }
        try (Hdf5 file = Hdf5.of(bytes("dense"))) {
            assertEquals("value 39", file.string("", "a39"));
            assertEquals("name299", file.strings("", "names").get(299));
            assertEquals("z".repeat(70_000), file.string("", "long"));
            assertFalse(file.hasAttribute("", "b"));
        }
        try (Hdf5 file = Hdf5.of(bytes("named_types"))) {
            assertEquals("of a named type", file.string("", "text"));
        }
    }

    @Test
    void refusesFeaturesThatKerasNeverUsesByName() throws IOException {
        byte[] lzf = bytes("refused_lzf");
        byte[] growing = bytes("refused_growing");
        assertEquals(
                "the array x is packed by the filter lzf, which Keras never uses and Cornet does not read; write it"
                        + " without, or with gzip",
                assertThrows(ModelFormatException.class, () -> Hdf5.of(lzf)).getMessage());
        assertEquals(
                "the chunks of the array x are listed in a form for arrays that grow, which Keras never writes; write the"
                        + " file by h5py without libver=\"latest\"",
                assertThrows(ModelFormatException.class, () -> Hdf5.of(growing)).getMessage());
    }

    /** A copy in which every 32-bit integer equal to {@code value} is replaced. */
    private static byte[] replaced(byte[] bytes, int value, LongUnaryOperator by) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 4 <= bytes.length; at++) {
            if (buffer.getInt(at) == value) {
                buffer.putInt(at, (int) by.applyAsLong(value));
                at += 3;
            }
        }
        return buffer.array();
    }

    /** Makes the sizes of chunks, dataset, stored blocks and trees huge, one after the other. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 7, 12, 48, 144})
    void falseSizesDoNotAllocateMemory(int value) throws IOException {
        byte[] whole = bytes("packed");
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        for (long claimed : new long[] {1 << 20, 1 << 28, Integer.MAX_VALUE, 0xffff_ffffL}) {
            byte[] bytes = replaced(whole, value, v -> claimed);
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            try (Hdf5 file = Hdf5.of(bytes)) {
                file.floatBytes();
                file.datasetPaths().forEach(path -> read(file, path));
            } catch (ModelFormatException | dev.cornet.exceptions.ShapeException e) {
                assertNotNull(e.getMessage());
            }
            long allocated =
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertTrue(allocated < 40_000_000, value + " made " + claimed + " takes " + allocated + " bytes");
        }
    }

    @Test
    void findsAChangedValueByItsChecksum() throws IOException {
        byte[] bytes = replaced(bytes("packed"), Float.floatToIntBits(41), v -> Float.floatToIntBits(43));
        try (Hdf5 file = Hdf5.of(bytes)) {
            String message = assertThrows(ModelFormatException.class, () -> read(file, "fletcher32"))
                    .getMessage();
            assertTrue(message.contains("the checksum of a chunk is wrong"), message);
        }
    }
}
