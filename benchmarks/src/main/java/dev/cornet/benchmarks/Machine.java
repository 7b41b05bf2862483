package dev.cornet.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Measurements of the operating system about this process and the others on the machine; 0 on systems other than Linux. */
final class Machine {
    private static final double TICKS = 100; // per second, in /proc

    private Machine() {}

    /** Seconds since the system started this process, including the start of the JVM. */
    static double secondsSinceStart() {
        List<String> uptime = lines("/proc/uptime");
        if (uptime.isEmpty()) {
            Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
            return Duration.between(start, Instant.now()).toNanos() / 1e9;
        }
        // More exact than ProcessHandle's start instant, which is relative to a boot time in whole seconds.
        return Double.parseDouble(uptime.get(0).split(" ")[0]) - Long.parseLong(ownStat()[19]) / TICKS;
    }

    /** Peak resident memory of the process, in MB. */
    static long peakMegabytes() {
        return lines("/proc/self/status").stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Number of cores that this process may use, and the processor's name. */
    static String processor() {
        String name = lines("/proc/cpuinfo").stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        return Runtime.getRuntime().availableProcessors() + " x " + name;
    }

    /** Processor seconds used by other processes since the machine started. */
    static double foreignSeconds() {
        List<String> machine = lines("/proc/stat");
        if (machine.isEmpty()) {
            return 0;
        }
        String[] all = machine.get(0).trim().split(" +");
        String[] own = ownStat();
        long busy = 0;
        for (int field : new int[] {1, 2, 3, 6, 7, 8}) { // user nice system irq softirq steal
            busy += Long.parseLong(all[field]);
        }
        return (busy - Long.parseLong(own[11]) - Long.parseLong(own[12])) / TICKS;
    }

    /** The fields of /proc/self/stat after the process name, which may contain blanks. */
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
