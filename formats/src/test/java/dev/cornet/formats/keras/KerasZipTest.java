package dev.cornet.formats.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cornet.exceptions.ModelFormatException;
import dev.cornet.models.Model;
import dev.cornet.testing.Golden;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading of {@code .keras} archives, compressed or not. */
class KerasZipTest {
    @TempDir
    Path folder;

    private static Map<String, byte[]> parts(String name) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(Golden.bytes("keras-files", name)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                parts.put(entry.getName(), in.readAllBytes());
            }
        }
        return parts;
    }

    private Path zip(Map<String, byte[]> parts, int method) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                ZipEntry entry = new ZipEntry(part.getKey());
                CRC32 sum = new CRC32();
                sum.update(part.getValue());
                entry.setMethod(method);
                entry.setSize(part.getValue().length);
                entry.setCrc(sum.getValue());
                entry.setExtra(new byte[] {9, 9, 4, 0, 1, 2, 3, 4});
                out.putNextEntry(entry);
                out.write(part.getValue());
            }
        }
        return Files.write(folder.resolve(method + ".keras"), bytes.toByteArray());
    }

    @Test
    void readsTheSameWeightsCompressedOrNot() throws IOException {
        for (String name : new String[] {"tiny.keras", "recurrent.keras"}) {
            Model model = Model.load(Golden.copy("keras-files", name, folder).toString());
            for (int method : new int[] {ZipEntry.STORED, ZipEntry.DEFLATED}) {
                Model again = Model.load(zip(parts(name), method).toString());
                assertEquals(model.getWeights().size(), again.getWeights().size());
                for (int w = 0; w < model.getWeights().size(); w++) {
                    assertArrayEquals(
                            model.getWeights().get(w).toArray(),
                            again.getWeights().get(w).toArray());
                }
            }
        }
    }

    @Test
    void uncompressedWeightsAreNotCopiedToMemory() throws IOException {
        Map<String, byte[]> parts = parts("tiny.keras");
        byte[] weights = parts.get("model.weights.h5");
        parts.put(
                "model.weights.h5",
                Arrays.copyOf(weights, 30_000_000)); // bytes after the end of the HDF5 file are not read
        Path file = zip(parts, ZipEntry.STORED);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        Model.load(file.toString());
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < 20_000_000, allocated + " bytes");
    }

    @Test
    void refusesAFlippedBitAndASecondEntryOfTheSameName() throws IOException {
        Path file = zip(parts("tiny.keras"), ZipEntry.STORED);
        byte[] whole = Files.readAllBytes(file);
        byte[] weights = parts("tiny.keras").get("model.weights.h5");
        int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\u0089HDF");
        byte[] flipped = whole.clone();
        flipped[at + weights.length / 2] ^= 4;
        Files.write(file, flipped);
        String message = assertThrows(ModelFormatException.class, () -> Model.load(file.toString()))
                .getMessage();
        assertEquals(file + ": model.weights.h5 is damaged: its length or checksum is wrong", message);
        Map<String, byte[]> twice = parts("tiny.keras");
        twice.put("model.weights.hX", new byte[weights.length]);
        byte[] both = Files.readAllBytes(zip(twice, ZipEntry.STORED));
        String text = new String(both, StandardCharsets.ISO_8859_1).replace("weights.hX", "weights.h5");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThrows(ModelFormatException.class, () -> Model.load(file.toString()));
    }
}
