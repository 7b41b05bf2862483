package dev.cornet.applications;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cornet.activations.Activations;
import dev.cornet.console.Console;
import dev.cornet.data.cache.RemoteFile;
import dev.cornet.exceptions.DataException;
import dev.cornet.models.Model;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Symbol;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network whose ImageNet weights are a file that Keras wrote in the layout of the published ones, on a server of this machine. */
@Timeout(60)
final class DownloadedWeightsTest {
    private static final Golden GOLDEN = Golden.read("applications", "file_mobilenet");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream notices = new ByteArrayOutputStream();
    private final PrintStream originalConsole = Console.stream();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> ranges = new ArrayList<>();
    private byte[] content;
    private byte[] sent;
    private int cut = Integer.MAX_VALUE;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        Console.set(new PrintStream(notices, true, StandardCharsets.UTF_8), false);
        Console.onWarning(warnings::add);
        System.setProperty("keras.home", folder.resolve("keras").toString());
        System.setProperty("cornet.cache", folder.resolve("cache").toString());
        System.setProperty("cornet.offline", "false");
        content = Files.readAllBytes(Golden.copy("applications", "file_mobilenet.legacy.h5", folder));
        sent = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::send);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        Console.set(originalConsole, false);
        Console.onWarning(Console::toStandardError);
        List.of("keras.home", "cornet.cache", "cornet.offline").forEach(System::clearProperty);
    }

    private void send(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(String.valueOf(range));
        int begin = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + begin + "-" + (sent.length - 1) + "/" + sent.length);
        exchange.sendResponseHeaders(begin == 0 ? 200 : 206, sent.length - begin);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(sent, begin, Math.min(cut, sent.length - begin));
        }
    }

    /** A narrow MobileNet of three classes, with the weights of the server. */
    private final class Served extends Application<Served> {
        private final MobileNet narrow = new MobileNet().alpha(1 / 32.0);

        Served() {
            includeTop(false).inputShape(32, 32, 3);
        }

        @Override
        Symbol features(Symbol image) {
            return top(narrow.features(image), 3, Activations.of("softmax"));
        }

        @Override
        Symbol top(Symbol features, int classes, ActivationFunction activation) {
            return narrow.top(features, classes, activation);
        }

        @Override
        String defaultName(int[] shape) {
            return "served";
        }

        @Override
        WeightFile imagenet(boolean top, int[] shape) {
            InetSocketAddress address = server.getAddress();
            String url = "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/served.h5";
            return new WeightFile(
                    new RemoteFile("served.h5", RemoteFile.UNKNOWN_LENGTH, md5(), null, List.of(url)), true);
        }
    }

    private String md5() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void assertLoads() {
        Model model = new Served().model();
        Tensor x = Hashed.images(1, model.input().shape().withoutBatch());
        assertArrayEquals(GOLDEN.tensor("output").toArray(), model.predict(x).toArray(), 1e-4f);
    }

    private String refusal() {
        String message =
                assertThrows(DataException.class, () -> new Served().model()).getMessage();
        assertFalse(Files.exists(cached()), "nothing under the name of the file");
        assertTrue(
                message.endsWith("Put these files into " + cached().getParent() + ":\n  served.h5  MD5 " + md5()
                        + "\n    http://127.0.0.1:" + server.getAddress().getPort() + "/served.h5"
                        + "\nor where Keras keeps them, into " + folder.resolve("keras/models") + "."),
                message);
        return message;
    }

    private Path cached() {
        return folder.resolve("cache/models/served.h5");
    }

    @Test
    void downloadsOnceWithAProgressBar() {
        assertLoads();
        String printed = notices.toString(StandardCharsets.UTF_8);
        assertTrue(printed.startsWith("Downloading served.h5 from http://127.0.0.1:"), printed);
        assertTrue(printed.contains("0.2 MB [" + "=".repeat(30) + "]"), printed);
        assertLoads();
        assertEquals(1, ranges.size());
    }

    @Test
    void continuesACutDownloadAtTheNextCall() throws IOException {
        cut = 100_000;
        String message = refusal();
        assertTrue(message.contains("/served.h5: it ends after 100000 of " + content.length + " bytes"), message);
        assertEquals(100_000, Files.size(cached().resolveSibling("served.h5.part")));
        cut = Integer.MAX_VALUE;
        assertLoads();
        assertEquals(List.of("null", "bytes=100000-"), ranges);
    }

    @Test
    void doesNotUseAnotherFile() throws IOException {
        sent = content.clone();
        sent[sent.length / 2] ^= 1;
        assertTrue(refusal().contains("/served.h5: its MD5 is wrong"));
        sent = content;
        assertLoads();
        Files.write(cached(), new byte[10]);
        assertLoads();
        assertEquals(List.of(cached() + " is damaged: its MD5 is not " + md5()), warnings);
    }

    @Test
    void explainsADeadServer() {
        server.stop(0);
        String message =
                assertThrows(DataException.class, () -> new Served().model()).getMessage();
        assertTrue(message.startsWith("no mirror gave served.h5\n  http://127.0.0.1:"), message);
        assertTrue(message.contains("/served.h5: Connection refused"), message);
        assertTrue(message.contains("Put these files into " + cached().getParent()), message);
    }

    @Test
    void explainsAFullDisk() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "a device that is always full");
        Files.createDirectories(cached().getParent());
        Path part = Files.createSymbolicLink(cached().resolveSibling("served.h5.part"), full);
        String message =
                assertThrows(DataException.class, () -> new Served().model()).getMessage();
        assertTrue(message.startsWith("cannot use the cache " + cached().getParent() + ": No space left"), message);
        assertFalse(Files.exists(cached()));
        assertFalse(Files.exists(part));
        assertLoads();
    }

    @Test
    void prefersTheFileOfKeras() throws IOException {
        Path keras = folder.resolve("keras/models/served.h5");
        Files.createDirectories(keras.getParent());
        Files.write(keras, content);
        System.setProperty("cornet.offline", "true");
        assertLoads();
        assertEquals(List.of(), ranges);
        Files.write(keras, new byte[10]);
        System.setProperty("cornet.offline", "false");
        assertLoads();
        assertEquals(List.of(keras + " is not used: it is not the file served.h5  MD5 " + md5()), warnings);
        assertEquals(1, ranges.size());
    }
}
