package dev.cornet.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the operating system tells of this process and its neighbours; 0 where it does not (elsewhere than on Linux). */
final class Machine {
    private static final double TICKS = 100; // per second, in /proc

    private Machine() {}

    static double secondsSinceStart() {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        return Duration.between(start, Instant.now()).toNanos() / 1e9;
    }

    /** The most memory that the process has held at once, in MB. */
    static long peakMegabytes() {
        return lines("/proc/self/status").stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Processor seconds that other processes have used since the machine started. */
    static double foreignSeconds() {
        List<String> machine = lines("/proc/stat");
        List<String> own = lines("/proc/self/stat");
        if (machine.isEmpty() || own.isEmpty()) {
            return 0;
        }
        String[] all = machine.get(0).trim().split(" +");
        String[] mine = own.get(0).substring(own.get(0).lastIndexOf(')') + 2).split(" ");
        long busy = 0;
        for (int field : new int[] {1, 2, 3, 6, 7, 8}) { // user nice system irq softirq steal
            busy += Long.parseLong(all[field]);
        }
        return (busy - Long.parseLong(mine[11]) - Long.parseLong(mine[12])) / TICKS;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
