package dev.cornet.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two other processes that keep a core busy each until they are closed, or the process that started them has ended. */
final class Neighbours implements AutoCloseable {
    private static final int CORES = 2;

    private final List<Process> processes = new ArrayList<>();

    Neighbours() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            for (int core = 0; core < CORES; core++) {
                ProcessBuilder each = new ProcessBuilder(
                        java,
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Neighbours.class.getName());
                processes.add(
                        each.redirectError(ProcessBuilder.Redirect.INHERIT).start());
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("no second JVM could be started", e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
    }

    /** Keeps one core busy until its input ends. */
    public static void main(String[] args) throws IOException {
        Thread busy = new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        busy.setDaemon(true);
        busy.start();
        if (System.in.read() >= 0) {
            throw new IOException("nothing was to be read");
        }
    }
}
