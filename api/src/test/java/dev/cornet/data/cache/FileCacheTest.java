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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FileCacheTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        for (int i = 0; i < CONTENT.length; i++) {
            CONTENT[i] = (byte) (i * 31 >> 3);
        }
    }

    @TempDir
    Path folder;

    private final ByteArrayOutputStream notices = new ByteArrayOutputStream();
    private final PrintStream originalConsole = Console.stream();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch serverMayFinish = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        Console.set(new PrintStream(notices, true, StandardCharsets.UTF_8), false);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/good", exchange -> respond(exchange, 200, CONTENT, CONTENT.length));
        server.createContext("/none", exchange -> respond(exchange, 404, new byte[0], 0));
        server.createContext(
                "/cut", exchange -> respond(exchange, 200, Arrays.copyOf(CONTENT, 70_000), CONTENT.length));
        server.createContext("/short", exchange -> respond(exchange, 200, Arrays.copyOf(CONTENT, 70_000), 70_000));
        server.createContext("/long", exchange -> respond(exchange, 200, new byte[400_000], 400_000));
        server.createContext("/wrong", exchange -> respond(exchange, 200, new byte[CONTENT.length], CONTENT.length));
        server.createContext("/moved", exchange -> redirect(exchange, "/good"));
        server.createContext("/circle", exchange -> redirect(exchange, "/circle"));
        server.createContext("/unsafe", exchange -> redirect(exchange, "http://192.0.2.1/good"));
        server.createContext("/slow", this::stall);
        server.start();
    }

    @AfterEach
    void stop() {
        serverMayFinish.countDown();
        server.stop(0);
        threads.shutdownNow();
        Console.set(originalConsole, false);
        Console.onWarning(Console::toStandardError);
        System.clearProperty("cornet.offline");
        System.clearProperty("cornet.cache");
    }

    private void respond(HttpExchange exchange, int status, byte[] body, int declared) throws IOException {
        requests.incrementAndGet();
        exchange.sendResponseHeaders(status, declared == 0 ? -1 : declared);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        respond(exchange, 302, new byte[0], 0);
    }

    private void stall(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(CONTENT, 0, 1000);
        exchange.getResponseBody().flush();
        try {
            serverMayFinish.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private RemoteFile file(String... paths) throws IOException {
        String base = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        return new RemoteFile(
                "data.bin",
                CONTENT.length,
                RemoteFile.digest(new ByteArrayInputStream(CONTENT), "SHA-256"),
                null,
                Stream.of(paths).map(place -> base + place).toList());
    }

    private FileCache cache() {
        return new FileCache(folder.resolve("sets"), Duration.ofSeconds(30));
    }

    private void assertDownloaded(RemoteFile file) throws IOException {
        Path path = cache().get(List.of(file)).get(0);
        assertEquals(folder.resolve("sets/data.bin"), path);
        assertArrayEquals(CONTENT, Files.readAllBytes(path));
        try (Stream<Path> files = Files.list(folder.resolve("sets"))) {
            assertEquals(
                    List.of(".lock", "data.bin"),
                    files.map(f -> f.getFileName().toString()).sorted().toList(),
                    "no temporary file is left");
        }
    }

    private String refusal(RemoteFile file) {
        String message = assertThrows(DataException.class, () -> cache().get(List.of(file)))
                .getMessage();
        assertFalse(Files.exists(folder.resolve("sets/data.bin")));
        assertFalse(Files.exists(folder.resolve("sets/data.bin.part")));
        return message;
    }

    @Test
    void downloadsOnceAndShowsAProgressBar() throws IOException {
        assertDownloaded(file("/good"));
        String printed = notices.toString(StandardCharsets.UTF_8);
        assertTrue(printed.startsWith("Downloading data.bin (0.3 MB) from http://127.0.0.1:"), printed);
        assertTrue(printed.endsWith("[" + "=".repeat(30) + "]" + System.lineSeparator()), printed);
        assertDownloaded(file("/good"));
        assertEquals(1, requests.get());
    }

    @Test
    void acceptsAnMd5Digest() throws IOException {
        List<String> paths = file("/wrong", "/good").mirrors();
        String md5 = RemoteFile.digest(new ByteArrayInputStream(CONTENT), "MD5");
        assertDownloaded(new RemoteFile("data.bin", CONTENT.length, md5, null, paths));
        assertEquals(2, requests.get());
    }

    @Test
    void triesTheNextMirrorAfterAFailure() throws IOException {
        assertDownloaded(file("/none", "/cut", "/short", "/long", "/wrong", "/unsafe", "/moved"));
        assertEquals(8, requests.get());
    }

    @Test
    void namesTheFailureOfEachMirrorAndTheFilesToDownload() throws IOException {
        RemoteFile file = file("/none", "/short", "/long", "/wrong", "/circle", "/unsafe");
        String[] lines = refusal(file).split("\n");
        assertEquals("no mirror gave data.bin", lines[0]);
        String printed = notices.toString(StandardCharsets.UTF_8);
        assertTrue(printed.lines().anyMatch(" failed: the server answers 404"::equals), "without a bar: " + printed);
        assertTrue(printed.contains("= failed: it ends after 70000 of 300000 bytes"), printed);
        List<String> reasons = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            reasons.add(lines[i].replaceFirst(".*:[0-9]+/", ""));
        }
        assertEquals(
                List.of(
                        "none: the server answers 404",
                        "short: it ends after 70000 of 300000 bytes",
                        "long: it is longer than 300000 bytes",
                        "wrong: its SHA-256 is wrong",
                        "circle: it is redirected more than 5 times",
                        "unsafe: only https is taken, not http://192.0.2.1/good."),
                reasons);
        assertEquals("Put these files into " + folder.resolve("sets") + ":", lines[7]);
        assertEquals("  data.bin  300,000 bytes  SHA-256 " + file.digest(), lines[8]);
        assertEquals("    " + file.mirrors().get(0) + ", saved as data.bin", lines[9]);
    }

    @Test
    void stopsWaitingForASlowServer() throws IOException {
        FileCache impatient = new FileCache(folder.resolve("sets"), Duration.ofMillis(200));
        String message = assertThrows(DataException.class, () -> impatient.get(List.of(file("/slow"))))
                .getMessage();
        assertTrue(message.contains("/slow: Read timed out"), message);
        assertDownloaded(file("/good"));
    }

    @Test
    void downloadsOnceForTwoPrograms() throws Exception {
        RemoteFile file = file("/good");
        List<Process> programs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            programs.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Fetch.class.getName(),
                            folder.resolve("sets").toString(),
                            file.digest(),
                            file.mirrors().get(0))
                    .inheritIO()
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        for (Process program : programs) {
            assertEquals(0, program.waitFor());
        }
        assertEquals(1, requests.get());
        assertDownloaded(file);
    }

    /** A program that gets one file from the cache. */
    static final class Fetch {
        public static void main(String[] arguments) {
            RemoteFile file = new RemoteFile("data.bin", CONTENT.length, arguments[1], null, List.of(arguments[2]));
            new FileCache(Path.of(arguments[0]), Duration.ofSeconds(30)).get(List.of(file));
        }
    }

    @Test
    void downloadsADamagedFileAgain() throws IOException {
        Files.createDirectories(folder.resolve("sets"));
        Files.write(folder.resolve("sets/data.bin"), new byte[5]);
        Files.write(folder.resolve("sets/data.bin.part"), new byte[500_000]);
        List<String> warnings = new ArrayList<>();
        Console.onWarning(warnings::add);
        assertDownloaded(file("/good"));
        assertTrue(warnings.get(0).contains("data.bin is damaged: its SHA-256 is not "), warnings.toString());
    }

    @Test
    void acceptsAFileThatIsCompressedDifferently() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(CONTENT);
        }
        Files.createDirectories(folder.resolve("sets"));
        Files.write(folder.resolve("sets/data.bin"), compressed.toByteArray());
        RemoteFile file = file("/good");
        RemoteFile loose = new RemoteFile("data.bin", 7, "00", file.digest(), List.of());
        assertEquals(List.of(folder.resolve("sets/data.bin")), cache().get(List.of(loose)));
        assertEquals(0, requests.get());
        RemoteFile other = new RemoteFile("data.bin", 7, "00", "11", List.of());
        assertThrows(DataException.class, () -> cache().get(List.of(other)));
    }

    @Test
    void downloadsOnceForManyThreads() throws Exception {
        RemoteFile file = file("/good");
        List<Future<List<Path>>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(() -> cache().get(List.of(file))));
        }
        for (Future<List<Path>> one : all) {
            assertArrayEquals(CONTENT, Files.readAllBytes(one.get().get(0)));
        }
        assertEquals(1, requests.get());
    }

    @Test
    void downloadsNothingWhenOffline() throws IOException {
        System.setProperty("cornet.offline", "true");
        String message = assertThrows(DataException.class, () -> cache().get(List.of(file("/good"))))
                .getMessage();
        assertTrue(
                message.startsWith("CORNET_OFFLINE forbids downloads.\nPut these files into " + folder.resolve("sets")
                        + ":\n  data.bin  300,000 bytes  SHA-256 "),
                message);
        assertEquals(0, requests.get());
        System.setProperty("cornet.offline", "false");
        assertDownloaded(file("/good"));
        System.setProperty("cornet.offline", "1");
        assertDownloaded(file("/good"));
    }

    @Test
    void usesTheFolderOfTheSettings() {
        System.setProperty("cornet.cache", folder.toString());
        assertEquals(folder.resolve("mnist"), FileCache.of("mnist").folder());
        System.setProperty("cornet.cache", " ");
        assertTrue(FileCache.of("mnist").folder().endsWith(Path.of(".cache", "cornet", "mnist")));
    }

    @Test
    void namesAFolderThatCannotBeUsed() throws IOException {
        Files.write(folder.resolve("sets"), new byte[1]);
        String message = assertThrows(DataException.class, () -> cache().get(List.of(file("/good"))))
                .getMessage();
        assertTrue(message.startsWith("cannot use the cache " + folder.resolve("sets")), message);
        assertTrue(message.endsWith("CORNET_CACHE names another folder."), message);
    }
}
