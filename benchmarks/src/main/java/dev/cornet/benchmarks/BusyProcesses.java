package dev.cornet.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two other processes that each keep one core busy until they are closed or the process that has started them ends. */
final class BusyProcesses implements AutoCloseable {
    private static final int CORES = 2;

    private final List<Process> processes = new ArrayList<>();

    BusyProcesses() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            for (int core = 0; core < CORES; core++) {
                ProcessBuilder builder = new ProcessBuilder(
                        java,
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BusyProcesses.class.getName());
                processes.add(
                        builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
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
