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
 * Runs one workload of a library in this process and prints one line of JSON; its arguments are {@code W2 [windows [seconds [warm-up
 * seconds]]]}, none list the workloads.
 *
 * <p>The figure is the median over all windows. {@code first_s} runs from the start of the process to the end of the first step, {@code
 * foreign_cores} tells how busy others kept the machine meanwhile: above 0.3 the figures mean little (beside neighbours: above 2.3).
 */
public final class Harness {
    private final String library;
    private final Workloads workloads;

    public Harness(String library, Workloads workloads) {
        this.library = library;
        this.workloads = workloads;
    }

    /** Runs as {@code args} say; {@code about} tells at the end what else belongs into the line. */
    public void run(String[] args, Supplier<Map<String, Object>> about) throws JsonProcessingException {
        if (args.length == 0) {
            workloads.names().forEach(System.out::println);
            return;
        }
        int windows = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 1.5;
        double warm = args.length > 3 ? Double.parseDouble(args[3]) : 4;

        Workload workload = workloads.of(args[0]);
        workload.first();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("library", library);
        line.put("workload", args[0]);
        line.put("batch", workload.batch());
        line.put("unit", workload.unit());
        line.put("first_s", rounded(Machine.secondsSinceStart()));
        if (windows > 0 && Workloads.beside(args[0])) {
            try (Neighbours beside = new Neighbours()) {
                time(workload, windows, seconds, warm, line);
            }
        } else if (windows > 0) {
            time(workload, windows, seconds, Workloads.onOneCore(args[0]) ? 4 * warm : warm, line);
        }
        line.put("peak_mb", Machine.peakMegabytes());
        line.put("processor", Machine.processor());
        line.put("java", System.getProperty("java.version"));
        line.putAll(workload.about());
        line.putAll(about.get());
        System.out.println(new ObjectMapper().writeValueAsString(line));
    }

    private static void time(Workload workload, int windows, double seconds, double warm, Map<String, Object> line) {
        workload.work(warm);
        double foreign = Machine.foreignSeconds();
        long begin = System.nanoTime();
        List<Double> figures = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            Arrays.stream(workload.work(seconds)).forEach(figures::add);
        }
        double elapsed = (System.nanoTime() - begin) / 1e9;
        figures.sort(null);
        line.put("median", rounded(quantile(figures, 0.5)));
        line.put("min", rounded(figures.get(0)));
        line.put("max", rounded(figures.get(figures.size() - 1)));
        line.put("p99", rounded(quantile(figures, 0.99)));
        line.put("foreign_cores", elapsed < 0.1 ? 0 : rounded((Machine.foreignSeconds() - foreign) / elapsed));
    }

    private static double quantile(List<Double> sorted, double q) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * sorted.size() - 0.5)));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
