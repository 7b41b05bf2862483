package dev.cornet.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.golden.GoldenCase;
import dev.cornet.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static Safetensors read(byte[] file) {
        try {
            return Safetensors.read(new ByteArrayInputStream(file), file.length, "w.safetensors");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] write(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Safetensors.write(out, tensors, metadata);
        return out.toByteArray();
    }

    /** A file with this header and {@code bytes} zero bytes. */
    private static byte[] file(String header, int bytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private static String refusal(byte[] file) {
        return assertThrows(ModelFormatException.class, () -> read(file)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"floats", "with_metadata", "other_types"})
    void readsFilesOfPython(String name) throws IOException {
        byte[] bytes;
        try (InputStream in = getClass().getResourceAsStream("/golden/safetensors/" + name + ".safetensors")) {
            bytes = in.readAllBytes();
        }
        JsonNode expected = GoldenCase.read("safetensors", name).tree();
        Safetensors file = read(bytes);
        assertEquals(expected.get("tensors").size(), file.tensors().size());
        expected.get("tensors").fields().forEachRemaining(entry -> {
            Tensor tensor = GoldenCase.tensor(entry.getValue());
            Tensor ours = file.tensors().get(entry.getKey());
            assertEquals(tensor.shape(), ours.shape(), entry.getKey());
            assertArrayEquals(tensor.toArray(), ours.toArray(), entry.getKey());
        });
        assertEquals(expected.get("metadata").size(), file.metadata().size());
    }

    @Test
    void readsBackWhatItWrites() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        float[] many = new float[40_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = i * 0.25f;
        }
        tensors.put("dense/kernel", Tensor.of(many, many.length));
        tensors.put("rows", Tensor.of(new float[] {1, 2, 3, 4}, 2, 2).rows(1, 2));
        tensors.put("empty", Tensor.zeros(0, 3));
        tensors.put("größe", Tensor.of(new float[] {Float.NaN, -0f, Float.MIN_VALUE}, 3));
        Safetensors back = read(write(tensors, Map.of("format", "cornet")));
        assertEquals(Map.of("format", "cornet"), back.metadata());
        assertEquals(
                tensors.keySet().stream().toList(),
                back.tensors().keySet().stream().toList());
        tensors.forEach((name, tensor) -> {
            assertEquals(tensor.shape(), back.tensors().get(name).shape());
            assertArrayEquals(tensor.toArray(), back.tensors().get(name).toArray());
        });
    }

    @Test
    void readsHalfPrecision() {
        byte[] file = file(
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]}"
                        + ",\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[8,10]}}",
                10);
        ByteBuffer data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = file.length - 10;
        data.putShort(at, (short) 0x3C00).putShort(at + 2, (short) 0xC001).putShort(at + 4, (short) 1);
        data.putShort(at + 6, (short) 0x7C00).putShort(at + 8, (short) 0x3FC0);
        // 1; −2·(1 + 2⁻¹⁰); the smallest, 2⁻²⁴; infinity
        float[] expected = {1, -2.001953125f, 0x1p-24f, Float.POSITIVE_INFINITY};
        assertArrayEquals(expected, read(file).tensors().get("h").toArray());
        assertArrayEquals(new float[] {1.5f}, read(file).tensors().get("b").toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|9|bytes that belong to no tensor",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}|7|it has been cut",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}|8|needs 8 bytes, but it has those from 0 to 4",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|8|begin at 4, but those before it end at 0",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|4|begin at 0",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|8|Duplicate",
                "{'a':{'dtype':'F32','shape':[2147483647,2147483647],'data_offsets':[0,4]}}|4|more values than an array can hold",
                "{'a':{'dtype':'F32','shape':[0,2147483647,2147483647,9],'data_offsets':[0,0]}}|0|more values than an array",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}|4|0 or more",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}|4|whole numbers",
                "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,1],'data_offsets':[0,4]}}|4|at most 8",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}}|4|0 or more",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4,8]}}|4|two whole numbers",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,99999999999999999999]}}|4|two whole numbers",
                "{'a':{'dtype':'C64','shape':[1],'data_offsets':[0,8]}}|8|number type",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'x':1}}|4|unknown key",
                "{'a':3}|0|number type",
                "{'__metadata__':{'a':1}}|0|must be a text",
                "{'a':{'dtype':'U8','shape':[2000000000],'data_offsets':[0,2000000000]}}|8|cut",
                "[]|0|no safetensors file",
                "{}x|0|no valid JSON"
            })
    void refusesInvalidHeaders(String header, int bytes, String word) {
        String message = refusal(file(header.replace('\'', '"'), bytes));
        assertTrue(message.startsWith("w.safetensors: ") && message.contains(word), message);
    }

    @Test
    void refusesAHeaderLongerThanTheFile() {
        for (long length : new long[] {-1, Long.MAX_VALUE, 3, 1L << 32}) {
            byte[] file = file("{}", 0);
            ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
            assertTrue(refusal(file).contains("cut or damaged"), refusal(file));
        }
    }

    @Test
    void refusesTruncatedFiles() throws IOException {
        byte[] whole = write(Map.of("a", Tensor.of(new float[] {1, 2}, 2)), Map.of());
        for (int n = 0; n < whole.length; n++) {
            refusal(Arrays.copyOf(whole, n));
        }
    }

    @Test
    void namesFilesOfOtherFormats() {
        assertTrue(refusal(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0})
                .contains("HDF5"));
        assertTrue(refusal("PK\3\4 and more of it".getBytes(StandardCharsets.US_ASCII))
                .contains("zip archive"));
        assertTrue(refusal(new byte[] {(byte) 0x80, 4, 5, 6, 7, 8, 9, 10, 11}).contains("pickle"));
    }
}
