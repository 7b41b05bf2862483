package dev.cornet.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Program skeleton that runs one workload of a library in this process and prints one line of JSON. Its arguments are
 * {@code W2 [windows [seconds [warm-up seconds]]]}; without arguments it lists the workloads.
 *
 * <p>A window is a period of {@code seconds} of work. The result is the median over all windows. {@code first_s} is the time from the
 * start of the process to the end of the first step. {@code foreign_cores} is the number of cores that other processes kept busy during
 * the windows; above 0.3 the results are not reliable (2.3 for workloads next to {@link BusyProcesses}).
 */
public final class Harness {
    private final String library;
    private final Workloads workloads;

    public Harness(String library, Workloads workloads) {
        this.library = library;
        this.workloads = workloads;
    }

    /** Runs the program with its arguments; {@code about} returns further fields of the line, and is called last. */
    public void run(String[] args, Supplier<Map<String, Object>> about) throws JsonProcessingException {
        if (args.length == 0) {
            workloads.names().forEach(System.out::println);
            return;
        }
        int windows = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 1.5;
        double warmUp = args.length > 3 ? Double.parseDouble(args[3]) : 4;

        Workload workload = workloads.of(args[0]);
        workload.runOnce();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("library", library);
        line.put("workload", args[0]);
        line.put("batch", workload.batch());
        line.put("unit", workload.unit());
        line.put("first_s", rounded(Machine.secondsSinceStart()));
        if (windows > 0 && Workloads.hasBusyProcesses(args[0])) {
            try (BusyProcesses processes = new BusyProcesses()) {
                time(workload, windows, seconds, warmUp, line);
            }
        } else if (windows > 0) {
            time(workload, windows, seconds, Workloads.onOneCore(args[0]) ? 4 * warmUp : warmUp, line);
        }
        line.put("peak_mb", Machine.peakMegabytes());
        line.put("processor", Machine.processor());
        line.put("java", System.getProperty("java.version"));
        line.putAll(workload.about());
        line.putAll(about.get());
        System.out.println(new ObjectMapper().writeValueAsString(line));
    }

    private static void time(Workload workload, int windows, double seconds, double warmUp, Map<String, Object> line) {
        workload.runFor(warmUp);
        double foreignBefore = Machine.foreignSeconds();
        long begin = System.nanoTime();
        List<Double> measurements = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            Arrays.stream(workload.runFor(seconds)).forEach(measurements::add);
        }
        double elapsed = (System.nanoTime() - begin) / 1e9;
        measurements.sort(null);
        line.put("median", rounded(quantile(measurements, 0.5)));
        line.put("min", rounded(measurements.get(0)));
        line.put("max", rounded(measurements.get(measurements.size() - 1)));
        line.put("p99", rounded(quantile(measurements, 0.99)));
        line.put("foreign_cores", elapsed < 0.1 ? 0 : rounded((Machine.foreignSeconds() - foreignBefore) / elapsed));
    }

    private static double quantile(List<Double> sorted, double q) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * sorted.size() - 0.5)));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
