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

    /** Since the system started this process, its loading included. */
    static double secondsSinceStart() {
        List<String> uptime = lines("/proc/uptime");
        if (uptime.isEmpty()) {
            Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
            return Duration.between(start, Instant.now()).toNanos() / 1e9;
        }
        // The start as an instant would be off by as much as a second: Java adds it to a time of boot in whole seconds.
        return Double.parseDouble(uptime.get(0).split(" ")[0]) - Long.parseLong(ownStat()[19]) / TICKS;
    }

    /** The most memory that the process has held at once, in MB. */
    static long peakMegabytes() {
        return lines("/proc/self/status").stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** The processor's name and how many cores of it this process may use. */
    static String processor() {
        String name = lines("/proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        return Runtime.getRuntime().availableProcessors() + " x " + name;
    }

    /** Processor seconds that other processes have used since the machine started. */
    static double foreignSeconds() {
        List<String> machine = lines("/proc/stat");
        if (machine.isEmpty()) {
            return 0;
        }
        String[] all = machine.get(0).trim().split(" +");
        String[] mine = ownStat();
        long busy = 0;
        for (int field : new int[] {1, 2, 3, 6, 7, 8}) { // user nice system irq softirq steal
            busy += Long.parseLong(all[field]);
        }
        return (busy - Long.parseLong(mine[11]) - Long.parseLong(mine[12])) / TICKS;
    }

    /** The fields after the process' name, which may hold blanks. */
    private static String[] ownStat() {
        String stat = lines("/proc/self/stat").get(0);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
