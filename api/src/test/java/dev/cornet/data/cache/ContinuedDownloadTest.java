package dev.cornet.data.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cornet.console.Console;
import dev.cornet.exceptions.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads that break off, from a server that can send the rest of a file, and files whose length is not known. */
@Timeout(60)
final class ContinuedDownloadTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        for (int i = 0; i < CONTENT.length; i++) {
            CONTENT[i] = (byte) (i * 17 >> 4);
        }
    }

    @TempDir
    Path folder;

    private final ByteArrayOutputStream notices = new ByteArrayOutputStream();
    private final PrintStream originalConsole = Console.stream();

    /** For each request, the byte from which the file was asked for. */
    private final List<Integer> begins = Collections.synchronizedList(new ArrayList<>());

    /** The number of bytes after which each answer breaks off. */
    private int cut = CONTENT.length;

    private boolean announcesRanges = true;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        Console.set(new PrintStream(notices, true, StandardCharsets.UTF_8), false);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ranges", exchange -> send(exchange, begin(exchange)));
        server.createContext("/whole", exchange -> {
            begin(exchange);
            send(exchange, 0);
        });
        server.createContext("/other", exchange -> {
            begin(exchange);
            exchange.getResponseHeaders().set("Content-Range", "bytes 5-9/10");
            exchange.sendResponseHeaders(206, 5);
            exchange.close();
        });
        server.createContext("/nothing-more", exchange -> {
            int begin = begin(exchange);
            if (begin > 0) {
                exchange.sendResponseHeaders(416, -1);
                exchange.close();
            } else {
                send(exchange, 0);
            }
        });
        server.createContext("/chunks", exchange -> {
            begin(exchange);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(CONTENT);
            exchange.close();
        });
        server.createContext("/empty", exchange -> {
            begin(exchange);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        Console.set(originalConsole, false);
    }

    private int begin(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int begin = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        begins.add(begin);
        return begin;
    }

    private void send(HttpExchange exchange, int begin) throws IOException {
        if (announcesRanges) {
            exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        }
        int rest = CONTENT.length - begin;
        if (begin > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + begin + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
        }
        exchange.sendResponseHeaders(begin > 0 ? 206 : 200, rest);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(CONTENT, begin, Math.min(cut, rest));
        }
    }

    private RemoteFile file(long bytes, String path) throws IOException {
        String base = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        String md5 = RemoteFile.digest(new ByteArrayInputStream(CONTENT), "MD5");
        return new RemoteFile("data.bin", bytes, md5, null, List.of(base + path));
    }

    private Path get(RemoteFile file) {
        return new FileCache(folder, Duration.ofSeconds(30)).get(List.of(file)).get(0);
    }

    private String refusal(RemoteFile file) {
        String message = assertThrows(DataException.class, () -> get(file)).getMessage();
        assertFalse(Files.exists(folder.resolve("data.bin")), "nothing under the name of the file");
        return message;
    }

    private void assertDownloaded(RemoteFile file) throws IOException {
        assertArrayEquals(CONTENT, Files.readAllBytes(get(file)));
        assertFalse(Files.exists(part()));
    }

    private Path part() {
        return folder.resolve("data.bin.part");
    }

    @ParameterizedTest
    @ValueSource(longs = {300_000, RemoteFile.UNKNOWN_LENGTH})
    void continuesAtOnceWhereTheConnectionBrokeOff(long bytes) throws IOException {
        cut = 130_000;
        assertDownloaded(file(bytes, "/ranges"));
        assertEquals(List.of(0, 130_000, 260_000), begins);
        String printed = notices.toString(StandardCharsets.UTF_8);
        assertTrue(printed.contains("[============= failed: it ends after 130000 of 300000 bytes"), printed);
        assertTrue(printed.contains("Continuing data.bin"), printed);
        assertTrue(printed.endsWith("[" + "=".repeat(30) + "]" + System.lineSeparator()), printed);
    }

    @Test
    void theNextCallContinues() throws IOException {
        announcesRanges = false;
        cut = 130_000;
        assertTrue(refusal(file(CONTENT.length, "/ranges")).contains("it ends after 130000 of 300000 bytes"));
        assertEquals(130_000, Files.size(part()));
        cut = CONTENT.length;
        assertDownloaded(file(CONTENT.length, "/ranges"));
        assertEquals(List.of(0, 130_000), begins);
    }

    @Test
    void givesUpAfterManyContinuations() throws IOException {
        cut = 1000;
        assertTrue(refusal(file(CONTENT.length, "/ranges")).contains("it ends after 11000 of 300000 bytes"));
        assertEquals(IntStream.range(0, 11).map(i -> 1000 * i).boxed().toList(), begins, "ten continuations");
        cut = 0;
        begins.clear();
        assertTrue(refusal(file(CONTENT.length, "/ranges")).contains("it ends after 11000 of 300000 bytes"));
        assertEquals(List.of(11_000), begins, "no further attempt without progress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whole", "/nothing-more"})
    void beginsAgainIfTheServerHasNoRest(String path) throws IOException {
        Files.write(part(), Arrays.copyOf(CONTENT, 1234));
        assertDownloaded(file(CONTENT.length, path));
        assertEquals(1234, begins.get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 299_999, 300_000, 400_000})
    void theRestOfAnotherFileIsDiscarded(int size) throws IOException {
        Files.write(part(), new byte[size]);
        assertDownloaded(file(CONTENT.length, "/ranges"));
        assertEquals(size < CONTENT.length ? List.of(size, 0) : List.of(0), begins);
    }

    @Test
    void refusesAnotherPartOfTheFile() throws IOException {
        Files.write(part(), new byte[100]);
        String message = refusal(file(CONTENT.length, "/other"));
        assertTrue(message.contains("the server sends another part than bytes 100 to the end"), message);
    }

    @Test
    void theDigestDecidesWhereTheLengthIsNotKnown() throws IOException {
        assertDownloaded(file(RemoteFile.UNKNOWN_LENGTH, "/ranges"));
        String printed = notices.toString(StandardCharsets.UTF_8);
        assertTrue(printed.startsWith("Downloading data.bin from http://127.0.0.1:"), printed);
        assertTrue(printed.contains("0.3 MB [=="), printed);
        Files.write(folder.resolve("data.bin"), new byte[CONTENT.length]);
        assertDownloaded(file(RemoteFile.UNKNOWN_LENGTH, "/ranges"));
        RemoteFile file = file(RemoteFile.UNKNOWN_LENGTH, "/ranges");
        RemoteFile other = new RemoteFile("data.bin", file.bytes(), "0".repeat(32), null, file.mirrors());
        Files.delete(folder.resolve("data.bin"));
        String message = refusal(other);
        assertTrue(message.contains(": its MD5 is wrong"), message);
        assertTrue(
                message.endsWith("  data.bin  MD5 " + "0".repeat(32) + "\n    "
                        + file.mirrors().get(0) + ", saved as data.bin"),
                message);
        assertFalse(Files.exists(part()));
    }

    @Test
    void wantsALengthFromSomeone() throws IOException {
        String message = refusal(file(RemoteFile.UNKNOWN_LENGTH, "/chunks"));
        assertTrue(message.contains("/chunks: the server does not say how long it is"), message);
        assertTrue(refusal(file(RemoteFile.UNKNOWN_LENGTH, "/empty")).contains("/empty: "), message);
        assertDownloaded(file(CONTENT.length, "/chunks"));
    }

    @Test
    void aFullDiskLeavesNothing() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "a device that is always full");
        Files.createSymbolicLink(part(), full);
        String message = refusal(file(CONTENT.length, "/ranges"));
        assertEquals(
                "cannot use the cache " + folder + ": No space left on device. CORNET_CACHE names another folder.",
                message);
        assertFalse(Files.exists(part()));
        assertEquals(List.of(0), begins, "no other attempt");
        assertDownloaded(file(CONTENT.length, "/ranges"));
    }

    /** Not the fault of the mirror, so that no other mirror is asked. */
    @Test
    void aFileThatCannotBeMadeIsAFaultOfTheCache() throws IOException {
        Files.createSymbolicLink(part(), folder.resolve("missing").resolve("data.bin"));
        String message = refusal(file(CONTENT.length, "/ranges"));
        assertTrue(message.startsWith("cannot use the cache " + folder + ": "), message);
        assertTrue(message.contains(part().toString()), message);
        assertEquals(List.of(0), begins, "no other attempt");
        assertDownloaded(file(CONTENT.length, "/ranges"));
    }
}
