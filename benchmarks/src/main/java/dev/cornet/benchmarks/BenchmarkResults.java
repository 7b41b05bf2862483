package dev.cornet.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The measurements of a comparison: lines of JSON printed by {@link Harness}, by workload and library, in the order of their runs. */
final class BenchmarkResults {
    static final String CORNET = "Cornet";

    private final Map<String, Map<String, List<JsonNode>>> runs = new LinkedHashMap<>();

    /** Median and range of some values. */
    record Spread(double median, double min, double max) {
        static Spread of(Collection<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }

        /** The median, followed by the range if the values differ, each number in the given format. */
        String text(String format) {
            return String.format(Locale.ROOT, format, median) + range(format);
        }

        String range(String format) {
            return min < max ? String.format(Locale.ROOT, " (" + format + " to " + format + ")", min, max) : "";
        }
    }

    static BenchmarkResults read(Path file) throws IOException {
        BenchmarkResults results = new BenchmarkResults();
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(file)) {
            JsonNode run = json.readTree(line);
            results.runs
                    .computeIfAbsent(run.get("workload").asText(), w -> new LinkedHashMap<>())
                    .computeIfAbsent(run.get("library").asText(), l -> new ArrayList<>())
                    .add(run);
        }
        return results;
    }

    List<String> workloads() {
        return runs.keySet().stream().sorted().toList();
    }

    /** Names of the libraries: Cornet first, then the others in the order of their first runs. */
    List<String> libraries() {
        Set<String> names = new LinkedHashSet<>(List.of(CORNET));
        workloads().forEach(w -> names.addAll(runsOf(w).keySet()));
        return List.copyOf(names);
    }

    boolean has(String workload, String library) {
        return runsOf(workload).containsKey(library);
    }

    Spread spread(ResultRow row, String library) {
        return Spread.of(values(row, library));
    }

    double median(ResultRow row, String library) {
        return spread(row, library).median();
    }

    String unit(String workload) {
        return anyRun(workload).get("unit").asText();
    }

    /** Description of the processor, the Java version and the libraries. */
    String machine() {
        List<String> parts = new ArrayList<>();
        String workload = workloads().stream()
                .filter(w -> !Workloads.onOneCore(w))
                .findFirst()
                .orElse(workloads().get(0));
        parts.add(anyRun(workload).get("processor").asText());
        parts.add("Java " + anyRun(workload).get("java").asText());
        runsOf(workload).forEach((library, libraryRuns) -> {
            JsonNode run = libraryRuns.get(0);
            parts.add(
                    library.equals(CORNET)
                            ? run.path("blas").asText()
                            : (library + " " + run.path("version").asText()).strip());
        });
        return String.join("; ", parts);
    }

    /** The best library other than Cornet; empty unless both have been measured. */
    Optional<String> best(ResultRow row) {
        return isHigherBetter(row.workload()) ? bestOther(row, 1) : smallest(row);
    }

    /** The library other than Cornet with the smallest value; empty unless both have been measured. */
    Optional<String> smallest(ResultRow row) {
        return bestOther(row, -1);
    }

    private Optional<String> bestOther(ResultRow row, int sign) {
        return runsOf(row.workload()).keySet().stream()
                .filter(library -> has(row.workload(), CORNET) && !library.equals(CORNET))
                .max(Comparator.comparingDouble(library -> sign * median(row, library)));
    }

    /** Speed of Cornet relative to {@code library}, from pairs of runs: the first run of both, the second run of both and so on. */
    Spread ratio(ResultRow row, String library) {
        List<Double> cornet = values(row, CORNET);
        List<Double> other = values(row, library);
        boolean higherIsBetter = isHigherBetter(row.workload());
        return Spread.of(IntStream.range(0, Math.min(cornet.size(), other.size()))
                .mapToObj(i -> higherIsBetter ? cornet.get(i) / other.get(i) : other.get(i) / cornet.get(i))
                .toList());
    }

    /** The median of one row and library divided by that of another. */
    double medianRatio(ResultRow row, String library, ResultRow otherRow, String other) {
        return median(row, library) / median(otherRow, other);
    }

    /** True if all of Cornet's runs of both workloads ended with the same weights, bit for bit. */
    boolean sameBits(String workload, String other) {
        Set<String> bits = new LinkedHashSet<>();
        for (String each : List.of(workload, other)) {
            runsOf(each)
                    .getOrDefault(CORNET, List.of())
                    .forEach(run -> bits.add(run.path("bits").asText()));
        }
        return bits.size() == 1 && !bits.contains("");
    }

    /**
     * Table cell that says whether all runs of a workload, of every build, ended with the same weights; empty if it trains no weights.
     */
    String bits(String workload) {
        Set<String> bits = new LinkedHashSet<>();
        runsOf(workload)
                .values()
                .forEach(libraryRuns ->
                        libraryRuns.forEach(run -> bits.add(run.path("bits").asText())));
        return bits.size() > 1 ? "**different**" : bits.contains("") ? "" : "the same";
    }

    /**
     * The most cores that other processes used during a run. Above 0.3, or 2.3 for workloads next to busy processes, the measurements are
     * not reliable.
     */
    double maxForeignCores(String workload) {
        return runsOf(workload).values().stream()
                .flatMap(List::stream)
                .mapToDouble(run -> run.get("foreign_cores").asDouble())
                .max()
                .orElse(0);
    }

    private boolean isHigherBetter(String workload) {
        return unit(workload).endsWith("/s");
    }

    private List<Double> values(ResultRow row, String library) {
        return runsOf(row.workload()).getOrDefault(library, List.of()).stream()
                .map(run -> run.get(row.field()).asDouble())
                .toList();
    }

    private JsonNode anyRun(String workload) {
        return runsOf(workload).values().iterator().next().get(0);
    }

    private Map<String, List<JsonNode>> runsOf(String workload) {
        return runs.getOrDefault(workload, Map.of());
    }
}
