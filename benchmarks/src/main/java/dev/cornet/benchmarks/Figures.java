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

/** The lines of {@link Harness}, those of a workload and a library in the order of their runs. */
final class Figures {
    static final String OWN = "Cornet";

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

        /** The median and, where several runs differ, the range, each in the format {@code number}. */
        String text(String number) {
            return String.format(Locale.ROOT, number, median) + range(number);
        }

        String range(String number) {
            return min < max ? String.format(Locale.ROOT, " (" + number + " to " + number + ")", min, max) : "";
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

    Spread spread(Row row, String library) {
        return Spread.of(values(row, library));
    }

    double median(Row row, String library) {
        return spread(row, library).median();
    }

    String unit(String workload) {
        return any(workload).get("unit").asText();
    }

    /** Processor, Java and libraries. */
    String machine() {
        List<String> parts = new ArrayList<>();
        String alone = workloads().stream()
                .filter(w -> !Workloads.onOneCore(w))
                .findFirst()
                .orElse(workloads().get(0));
        parts.add(any(alone).get("processor").asText());
        parts.add("Java " + any(alone).get("java").asText());
        of(alone).forEach((library, found) -> {
            JsonNode run = found.get(0);
            parts.add(
                    library.equals(OWN)
                            ? run.path("blas").asText()
                            : (library + " " + run.path("version").asText()).strip());
        });
        return String.join("; ", parts);
    }

    /** The library with the best figure beside Cornet; none where either is not there. */
    Optional<String> best(Row row) {
        return moreIsBetter(row.workload()) ? others(row, 1) : least(row);
    }

    /** The library with the smallest figure beside Cornet. */
    Optional<String> least(Row row) {
        return others(row, -1);
    }

    private Optional<String> others(Row row, int sign) {
        return of(row.workload()).keySet().stream()
                .filter(library -> has(row.workload(), OWN) && !library.equals(OWN))
                .max(Comparator.comparingDouble(library -> sign * median(row, library)));
    }

    /** How many times as fast as {@code library} Cornet is: its first run against the other's first, and so on. */
    Spread ratio(Row row, String library) {
        List<Double> own = values(row, OWN);
        List<Double> other = values(row, library);
        boolean more = moreIsBetter(row.workload());
        return Spread.of(IntStream.range(0, Math.min(own.size(), other.size()))
                .mapToObj(i -> more ? own.get(i) / other.get(i) : other.get(i) / own.get(i))
                .toList());
    }

    /** One median divided by another. */
    double times(Row row, String library, Row otherRow, String other) {
        return median(row, library) / median(otherRow, other);
    }

    /** True where all of Cornet's runs of both workloads came to the same weights. */
    boolean sameBits(String workload, String other) {
        Set<String> bits = new LinkedHashSet<>();
        for (String each : List.of(workload, other)) {
            of(each).getOrDefault(OWN, List.of())
                    .forEach(run -> bits.add(run.path("bits").asText()));
        }
        return bits.size() == 1 && !bits.contains("");
    }

    /** Whether all runs of a workload, of every build, came to the same weights; empty where it trains none. */
    String bits(String workload) {
        Set<String> bits = new LinkedHashSet<>();
        of(workload)
                .values()
                .forEach(found -> found.forEach(run -> bits.add(run.path("bits").asText())));
        return bits.size() > 1 ? "**different**" : bits.contains("") ? "" : "the same";
    }

    /** The cores that other processes used at most during a run: above 0.3, beside busy ones above 2.3, the figures mean little. */
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

    private List<Double> values(Row row, String library) {
        return of(row.workload()).getOrDefault(library, List.of()).stream()
                .map(run -> run.get(row.field()).asDouble())
                .toList();
    }

    private JsonNode any(String workload) {
        return of(workload).values().iterator().next().get(0);
    }

    private Map<String, List<JsonNode>> of(String workload) {
        return runs.getOrDefault(workload, Map.of());
    }
}
