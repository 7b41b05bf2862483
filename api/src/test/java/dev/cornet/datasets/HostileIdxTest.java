package dev.cornet.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.cornet.exceptions.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IDX files whose headers claim more values than they hold are refused without allocating memory for these. */
class HostileIdxTest {
    @TempDir
    Path folder;

    private static byte[] idx(int values, int... dims) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dims.length + values);
        file.put(new byte[] {0, 0, 8, (byte) dims.length});
        for (int dim : dims) {
            file.putInt(dim);
        }
        return file.array();
    }

    private static byte[] gzip(byte[] start, long zerosAfter) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(start);
            byte[] zeros = new byte[1 << 16];
            for (long left = zerosAfter; left > 0; left -= zeros.length) {
                out.write(zeros, 0, (int) Math.min(left, zeros.length));
            }
        }
        return bytes.toByteArray();
    }

    private String refusal(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("x"), bytes);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        DataException e = assertThrows(DataException.class, () -> IdxFile.read(file));
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < 5_000_000, allocated + " bytes for: " + e.getMessage());
        return e.getMessage();
    }

    @Test
    void filesThatClaimTooManyValuesAreRefused() throws IOException {
        assertTrue(refusal(gzip(idx(0, 1 << 30), 0)).contains("much too short"));
        String message = refusal(gzip(idx(0, 1 << 16, 1 << 12), 1 << 28));
        assertTrue(
                message.contains("which is too much for its") || message.contains("Give Java a larger heap"), message);
        assertTrue(refusal(gzip(idx(0, 320, 1000), 300_000)).endsWith("is cut"));
        assertTrue(refusal(idx(50, 1 << 30)).contains("much too short"));
        assertTrue(refusal(idx(50, -1)).contains("its axis 0 claims 4294967295 values"));
    }

    @Test
    void manyEmptyGzipStreamsAreRefused() throws IOException {
        byte[] empty = gzip(new byte[0], 0);
        byte[] all = new byte[200_000 * empty.length];
        for (int at = 0; at < all.length; at += empty.length) {
            System.arraycopy(empty, 0, all, at, empty.length);
        }
        Path file = Files.write(folder.resolve("x"), all);
        String message =
                assertThrows(DataException.class, () -> IdxFile.read(file)).getMessage();
        assertTrue(message.startsWith("cannot read the IDX file " + file + ": "), message);
    }

    @Test
    void aHighlyCompressibleFileIsRead() throws IOException {
        Path file = Files.write(folder.resolve("zeros.gz"), gzip(idx(0, 1000, 3000), 3_000_000));
        assertTrue(Files.size(file) < 10_000);
        assertEquals(3_000_000, IdxFile.read(file).size());
    }

    @Test
    void aFolderIsRefused() {
        assertTrue(assertThrows(DataException.class, () -> IdxFile.read(folder))
                .getMessage()
                .endsWith("it is a folder"));
    }

    /** Reading succeeds, and the interrupt stays pending for the caller. */
    @Test
    void readsInAnInterruptedThread() throws IOException {
        Path file = Files.write(folder.resolve("zeros.gz"), gzip(idx(0, 10, 3), 30));
        Thread.currentThread().interrupt();
        try {
            assertEquals(30, IdxFile.read(file).size());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }
}
