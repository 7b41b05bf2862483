package dev.cornet.formats.fuzz;

import com.sun.management.ThreadMXBean;
import dev.cornet.console.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A fuzz test of all readers: {@code Fuzz COUNT SEED FOLDER [NAME]}, in a JVM with {@code -Xmx256m -XX:+ExitOnOutOfMemoryError}.
 *
 * <p>Each damaged file must be read or refused by a documented exception with a printable message, within bounds on allocated memory and
 * processor time. Any OutOfMemoryError, even a caught one, ends the JVM with code 3. The current file is {@code FOLDER/now…}; failing files
 * are kept as {@code FOLDER/failed…}. Run n of seed s always gets the same file.
 */
final class Fuzz {
    /** Bytes that may be allocated for any file, in addition to {@link #BYTES_PER_BYTE}: the needs of backend and model. */
    private static final long BASE_BYTES = 80 << 20;

    /** Bytes that may be allocated for each byte of the file. */
    private static final long BYTES_PER_BYTE = 400;

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long STUCK_SECONDS = 120;
    private static final int MAX_MESSAGE = 4000;
    private static final int MAX_FAILURES = 200;
    private static final int PROGRESS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Path folder;
    private final PrintStream out = System.out;

    /** The results of one target. */
    private static final class Tally {
        private int read;
        private int refused;
        private long maxBytes;
        private long maxNanos;
        private final Map<String, Integer> causes = new TreeMap<>();
    }

    private Fuzz(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        Fuzz fuzz = new Fuzz(Path.of(args[2]));
        fuzz.run(Integer.parseInt(args[0]), Long.parseLong(args[1]), args.length > 3 ? args[3] : "");
        fuzz.report();
        System.exit(fuzz.failures.isEmpty() ? 0 : 1);
    }

    private void run(int count, long seed, String only) throws Exception {
        Console.set(new PrintStream(OutputStream.nullOutputStream()), false);
        Console.onWarning(text -> {});
        List<FuzzTarget> targets = FuzzTargets.in(Files.createDirectories(folder.resolve("valid")));
        targets.removeIf(target -> !target.name().startsWith(only));
        for (FuzzTarget target : targets) {
            tallies.put(target.name(), new Tally());
            Path file = folder.resolve("valid" + target.ending());
            Files.write(file, target.whole());
            target.reading().read(file); // loads classes, and checks that the valid file can be read
        }
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        Watchdog watchdog = new Watchdog();
        watchdog.setDaemon(true);
        watchdog.start();
        for (int i = 0; i < count && failures.size() < MAX_FAILURES; i++) {
            if (i > 0 && i % PROGRESS == 0) {
                out.println(i + " files, " + failures.size() + " failures");
            }
            FuzzTarget target = targets.get(i % targets.size());
            Random random = new Random(seed * 1_000_003 + i);
            byte[] other = targets.get(random.nextInt(targets.size())).whole();
            byte[] bytes = target.damaged(
                    random, random.nextBoolean() ? target.whole() : other, folder.resolve("scratch.cornet"));
            Path file = folder.resolve("now" + target.ending());
            Files.write(file, bytes);
            watchdog.begin("run " + i + " of " + target.name());
            String problem = test(target, file, bytes.length);
            if (problem != null) {
                Files.write(folder.resolve("failed" + i + target.ending()), bytes);
                failures.add("run " + i + ", " + target.name() + ": " + problem);
            }
        }
    }

    /** Reads a file; returns what is wrong with the result, or null. */
    private String test(FuzzTarget target, Path file, int length) {
        Tally tally = tallies.get(target.name());
        long thread = Thread.currentThread().getId();
        long bytes = threads.getThreadAllocatedBytes(thread);
        long nanos = threads.getCurrentThreadCpuTime();
        String problem = null;
        try {
            target.reading().read(file);
            tally.read++;
        } catch (Throwable e) {
            tally.refused++;
            problem = problem(target, e, tally);
        }
        nanos = threads.getCurrentThreadCpuTime() - nanos;
        bytes = threads.getThreadAllocatedBytes(thread) - bytes;
        tally.maxBytes = Math.max(tally.maxBytes, bytes);
        tally.maxNanos = Math.max(tally.maxNanos, nanos);
        if (problem != null) {
            return problem;
        } else if (bytes > BASE_BYTES + BYTES_PER_BYTE * length) {
            return "took " + bytes + " bytes of memory for a file of " + length;
        } else if (nanos > MAX_NANOS) {
            return "took " + nanos / 1_000_000 + " ms for a file of " + length + " bytes";
        }
        return null;
    }

    private static String problem(FuzzTarget target, Throwable thrown, Tally tally) {
        Throwable last = thrown;
        for (int depth = 0; last.getCause() != null && depth < 20; depth++) {
            last = last.getCause();
            if (last instanceof OutOfMemoryError) {
                return "is caused by " + last;
            }
        }
        tally.causes.merge(last.getClass().getSimpleName(), 1, Integer::sum);
        String message = String.valueOf(thrown.getMessage());
        if (target.documented().stream().noneMatch(kind -> kind.isInstance(thrown))) {
            return "threw " + thrown + " at " + (thrown.getStackTrace().length > 0 ? thrown.getStackTrace()[0] : "?");
        } else if (message.length() > MAX_MESSAGE) {
            return "a message of " + message.length() + " characters: " + message.substring(0, 200);
        } else if (message.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
            return "a message with control characters: "
                    + message.replaceAll("\\p{Cntrl}", "?").substring(0, Math.min(300, message.length()));
        } else if (message.contains("18446744073709551615") && message.contains("(None)")) {
            return "a message with a huge number: " + message;
        }
        return null;
    }

    private void report() throws IOException {
        out.printf("%-26s %9s %9s %9s %8s  %s%n", "", "read", "refused", "max MB", "max ms", "causes");
        long read = 0;
        long refused = 0;
        for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            out.printf(
                    Locale.ROOT,
                    "%-26s %9d %9d %9.1f %8d  %s%n",
                    entry.getKey(),
                    tally.read,
                    tally.refused,
                    tally.maxBytes / 1e6,
                    tally.maxNanos / 1_000_000,
                    tally.causes);
            read += tally.read;
            refused += tally.refused;
        }
        out.println((read + refused) + " files: " + read + " read, " + refused + " refused, " + failures.size()
                + " failures");
        failures.forEach(out::println);
    }

    /** Ends the JVM, with the stack trace of the reader, if reading a file does not end. */
    private final class Watchdog extends Thread {
        private final Thread reader = Thread.currentThread();
        private volatile String now = "";
        private volatile long since = System.nanoTime();

        void begin(String what) {
            now = what;
            since = System.nanoTime();
        }

        @Override
        public void run() {
            while (true) {
                try {
                    TimeUnit.SECONDS.sleep(5);
                } catch (InterruptedException e) {
                    return;
                }
                if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(STUCK_SECONDS)) {
                    out.println(now + " does not end");
                    for (StackTraceElement frame : reader.getStackTrace()) {
                        out.println("    at " + frame);
                    }
                    Runtime.getRuntime().halt(4);
                }
            }
        }
    }
}
