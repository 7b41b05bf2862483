package dev.cornet.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cornet.Cornet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs one workload in this process and prints one line of JSON: {@code Run W2 [windows [seconds [warm-up seconds]]]}.
 *
 * <p>The figure is the median over all windows. {@code first_s} runs from the start of the process to the end of the first step, {@code
 * foreign_cores} tells how busy others kept the machine meanwhile: above 0.3 the figures mean little.
 */
public final class Run {
    private Run() {}

    public static void main(String[] args) throws JsonProcessingException {
        if (args.length == 0) {
            Workloads.names().forEach(System.out::println);
            return;
        }
        int windows = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 1.5;
        double warm = args.length > 3 ? Double.parseDouble(args[3]) : 4;

        Workload workload = Workloads.of(args[0]);
        workload.first();
        double first = Machine.secondsSinceStart();
        if (windows > 0) {
            workload.work(warm);
        }
        double foreign = Machine.foreignSeconds();
        long begin = System.nanoTime();
        List<Double> figures = new ArrayList<>();
        for (int window = 0; window < windows; window++) {
            Arrays.stream(workload.work(seconds)).forEach(figures::add);
        }
        double busy = (Machine.foreignSeconds() - foreign) / Math.max(1e-9, (System.nanoTime() - begin) / 1e9);
        figures.sort(null);

        Map<String, Object> line = new LinkedHashMap<>();
        line.put("library", "Cornet");
        line.put("workload", args[0]);
        line.put("batch", workload.batch());
        line.put("unit", workload.unit());
        if (!figures.isEmpty()) {
            line.put("median", rounded(quantile(figures, 0.5)));
            line.put("min", rounded(figures.get(0)));
            line.put("max", rounded(figures.get(figures.size() - 1)));
            line.put("p99", rounded(quantile(figures, 0.99)));
            line.put("foreign_cores", rounded(busy));
        }
        line.put("first_s", rounded(first));
        line.put("peak_mb", Machine.peakMegabytes());
        line.put("threads", Cornet.threads());
        line.put("java", System.getProperty("java.version"));
        line.put("blas", Cornet.backend());
        System.out.println(new ObjectMapper().writeValueAsString(line));
    }

    private static double quantile(List<Double> sorted, double q) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * sorted.size() - 0.5)));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
