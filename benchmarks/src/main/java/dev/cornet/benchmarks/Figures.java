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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The lines of {@link Harness}, those of a workload and a library in the order of their runs. */
final class Figures {
    private static final String OWN = "Cornet";

    private final Map<String, Map<String, List<JsonNode>>> runs = new LinkedHashMap<>();

    /** A median and the extremes that belong to it. */
    record Spread(double median, double min, double max) {
        static Spread of(Collection<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            int half = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }
    }

    static Figures read(Path file) throws IOException {
        Figures figures = new Figures();
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(file)) {
            JsonNode run = json.readTree(line);
            figures.runs
                    .computeIfAbsent(run.get("workload").asText(), w -> new LinkedHashMap<>())
                    .computeIfAbsent(run.get("library").asText(), l -> new ArrayList<>())
                    .add(run);
        }
        return figures;
    }

    List<String> workloads() {
        return runs.keySet().stream().sorted().toList();
    }

    /** Cornet first, then the others in the order of their first runs. */
    List<String> libraries() {
        Set<String> names = new LinkedHashSet<>(List.of(OWN));
        workloads().forEach(w -> names.addAll(of(w).keySet()));
        return List.copyOf(names);
    }

    boolean has(String workload, String library) {
        return of(workload).containsKey(library);
    }

    /** {@code field} of the runs of one library. */
    Spread spread(String workload, String library, String field) {
        return Spread.of(values(workload, library, field));
    }

    String unit(String workload) {
        JsonNode any = of(workload).values().iterator().next().get(0);
        return any.get("unit").asText();
    }

    /** The library with the best median beside Cornet; none where either is not there. */
    Optional<String> best(String workload) {
        Comparator<String> bySpeed = Comparator.comparingDouble(
                library -> spread(workload, library, "median").median());
        return of(workload).keySet().stream()
                .filter(library -> has(workload, OWN) && !library.equals(OWN))
                .max(moreIsBetter(workload) ? bySpeed : bySpeed.reversed());
    }

    /** How many times as fast as {@code library} Cornet is: its first run against the other's first, and so on. */
    Spread ratio(String workload, String library) {
        List<Double> own = values(workload, OWN, "median");
        List<Double> other = values(workload, library, "median");
        boolean more = moreIsBetter(workload);
        return Spread.of(IntStream.range(0, Math.min(own.size(), other.size()))
                .mapToObj(i -> more ? own.get(i) / other.get(i) : other.get(i) / own.get(i))
                .toList());
    }

    /** The cores that other processes used at most during a run: above 0.3, beside neighbours above 2.3, the figures mean little. */
    double mostForeign(String workload) {
        return of(workload).values().stream()
                .flatMap(List::stream)
                .mapToDouble(run -> run.get("foreign_cores").asDouble())
                .max()
                .orElse(0);
    }

    private boolean moreIsBetter(String workload) {
        return unit(workload).endsWith("/s");
    }

    private List<Double> values(String workload, String library, String field) {
        return of(workload).getOrDefault(library, List.of()).stream()
                .map(run -> run.get(field).asDouble())
                .toList();
    }

    private Map<String, List<JsonNode>> of(String workload) {
        return runs.getOrDefault(workload, Map.of());
    }
}
