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
 * Gives damaged files to all readers: {@code Fuzz COUNT SEED FOLDER [NAME]}, in a JVM with {@code -Xmx256m -XX:+ExitOnOutOfMemoryError}.
 *
 * <p>Each file must be read or refused by a documented exception with a message fit to be printed, within bounds on the memory taken and
 * on processor time. An OutOfMemoryError, also one that somebody catches, ends the JVM with code 3. The file in hand is
 * {@code FOLDER/now…}; those that failed are kept as {@code FOLDER/failed…}. Run n of seed s is always the same file.
 */
final class Fuzz {
    /** What reading any file may take beside what its size allows: the backend's and the model's own needs. */
    private static final long ROOM = 80 << 20;

    /** Bytes taken for each byte of the file. */
    private static final long GROWTH = 400;

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long STUCK_SECONDS = 120;
    private static final int LONGEST_MESSAGE = 4000;
    private static final int MOST_FAILURES = 200;
    private static final int PROGRESS = 20_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Tally> tallies = new TreeMap<>();
    private final Path folder;
    private final PrintStream out = System.out;

    /** What has been seen of one subject. */
    private static final class Tally {
        private int read;
        private int refused;
        private long mostBytes;
        private long mostNanos;
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
        List<Subject> subjects = Subjects.in(Files.createDirectories(folder.resolve("sound")));
        subjects.removeIf(subject -> !subject.name().startsWith(only));
        for (Subject subject : subjects) {
            tallies.put(subject.name(), new Tally());
            Path file = folder.resolve("sound" + subject.ending());
            Files.write(file, subject.whole());
            subject.reading().read(file); // loads classes; and a sound file must be read
        }
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        Watch watch = new Watch();
        watch.setDaemon(true);
        watch.start();
        for (int i = 0; i < count && failures.size() < MOST_FAILURES; i++) {
            if (i > 0 && i % PROGRESS == 0) {
                out.println(i + " files, " + failures.size() + " failures");
            }
            Subject subject = subjects.get(i % subjects.size());
            Random random = new Random(seed * 1_000_003 + i);
            byte[] other = subjects.get(random.nextInt(subjects.size())).whole();
            byte[] bytes = subject.damaged(
                    random, random.nextBoolean() ? subject.whole() : other, folder.resolve("scratch.cornet"));
            Path file = folder.resolve("now" + subject.ending());
            Files.write(file, bytes);
            watch.begin("run " + i + " of " + subject.name());
            String problem = tried(subject, file, bytes.length);
            if (problem != null) {
                Files.write(folder.resolve("failed" + i + subject.ending()), bytes);
                failures.add("run " + i + ", " + subject.name() + ": " + problem);
            }
        }
    }

    /** Null when all is well. */
    private String tried(Subject subject, Path file, int length) {
        Tally tally = tallies.get(subject.name());
        long thread = Thread.currentThread().getId();
        long bytes = threads.getThreadAllocatedBytes(thread);
        long nanos = threads.getCurrentThreadCpuTime();
        String problem = null;
        try {
            subject.reading().read(file);
            tally.read++;
        } catch (Throwable e) {
            tally.refused++;
            problem = problem(subject, e, tally);
        }
        nanos = threads.getCurrentThreadCpuTime() - nanos;
        bytes = threads.getThreadAllocatedBytes(thread) - bytes;
        tally.mostBytes = Math.max(tally.mostBytes, bytes);
        tally.mostNanos = Math.max(tally.mostNanos, nanos);
        if (problem != null) {
            return problem;
        } else if (bytes > ROOM + GROWTH * length) {
            return "took " + bytes + " bytes of memory for a file of " + length;
        } else if (nanos > MOST_NANOS) {
            return "took " + nanos / 1_000_000 + " ms for a file of " + length + " bytes";
        }
        return null;
    }

    private static String problem(Subject subject, Throwable thrown, Tally tally) {
        Throwable last = thrown;
        for (int depth = 0; last.getCause() != null && depth < 20; depth++) {
            last = last.getCause();
            if (last instanceof OutOfMemoryError) {
                return "an inner " + last;
            }
        }
        tally.causes.merge(last.getClass().getSimpleName(), 1, Integer::sum);
        String message = String.valueOf(thrown.getMessage());
        if (subject.documented().stream().noneMatch(kind -> kind.isInstance(thrown))) {
            return "threw " + thrown + " at " + (thrown.getStackTrace().length > 0 ? thrown.getStackTrace()[0] : "?");
        } else if (message.length() > LONGEST_MESSAGE) {
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
        out.printf("%-26s %9s %9s %9s %8s  %s%n", "", "read", "refused", "most MB", "most ms", "causes");
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
                    tally.mostBytes / 1e6,
                    tally.mostNanos / 1_000_000,
                    tally.causes);
            read += tally.read;
            refused += tally.refused;
        }
        out.println((read + refused) + " files: " + read + " read, " + refused + " refused, " + failures.size()
                + " failures");
        failures.forEach(out::println);
    }

    /** Ends the JVM with the stack of the reader when one file takes for ever. */
    private final class Watch extends Thread {
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
