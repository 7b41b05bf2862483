package dev.cornet.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Program that prints the measurements of {@code benchmarks/compare} as Markdown tables and draws them as a chart: {@code LibraryComparison
 * LINES IMAGE}.
 */
final class LibraryComparison {
    private final BenchmarkResults results;
    private final List<String> libraries;

    private LibraryComparison(BenchmarkResults results) {
        this.results = results;
        this.libraries = results.libraries();
    }

    public static void main(String[] args) throws IOException {
        LibraryComparison comparison = new LibraryComparison(BenchmarkResults.read(Path.of(args[0])));
        System.out.println(comparison.results.machine() + ".");
        System.out.println(comparison.foreignLoad() + "\n");
        comparison.speed();
        System.out.println();
        comparison.memory();
        System.out.println();
        comparison.cores();
        comparison.barChart().write(Path.of(args[1]));
    }

    private List<ResultRow> rows() {
        List<ResultRow> rows = new ArrayList<>();
        for (String workload : results.workloads()) {
            rows.add(ResultRow.of(workload));
            if (results.unit(workload).equals("us")) {
                rows.add(ResultRow.p99(workload));
            }
        }
        return rows;
    }

    private void speed() {
        printHeading(concat("workload", libraries, "Cornet against the best of the others"));
        for (ResultRow row : rows()) {
            String ratio = results.best(row)
                    .map(best -> results.ratio(row, best))
                    .map(r -> format("**%.2f**", r.median()) + r.range("%.2f"))
                    .orElse("");
            String first = row.title() + " (" + results.unit(row.workload()) + ")";
            printRow(concat(first, cells(row.workload(), library -> text(row, library)), ratio));
        }
    }

    private String foreignLoad() {
        double maxCores = results.workloads().stream()
                .filter(workload -> !Workloads.hasBusyProcesses(workload))
                .mapToDouble(results::maxForeignCores)
                .max()
                .orElse(0);
        return format("Other processes used %.1f cores at most meanwhile, beside the two busy ones.", maxCores);
    }

    private void memory() {
        printHeading(concat("most memory, in MB", libraries, "Cornet against the least of the others"));
        for (String workload : results.workloads()) {
            if (!ResultRow.isVariant(workload)) {
                ResultRow row = new ResultRow(workload, "peak_mb");
                String ratio = results.smallest(row)
                        .map(smallest ->
                                format("%.2f", results.medianRatio(row, BenchmarkResults.CORNET, row, smallest)))
                        .orElse("");
                printRow(concat(
                        workload, cells(workload, library -> format("%,.0f", results.median(row, library))), ratio));
            }
        }
    }

    private void cores() {
        printHeading(concat("how many times as fast", libraries, "Cornet's bits"));
        for (String workload : results.workloads()) {
            if (workload.endsWith(":1core")) {
                String allCores = workload.substring(0, workload.indexOf(':'));
                printRatio(allCores + " on all cores, against one", allCores, workload);
            } else if (Workloads.hasBusyProcesses(workload)) {
                String quiet = workload.substring(0, workload.indexOf(':'));
                printRatio(quiet + " beside two busy cores, against a quiet machine", workload, quiet);
            }
        }
    }

    private void printRatio(String title, String workload, String other) {
        List<String> times = libraries.stream()
                .map(library -> results.has(workload, library) && results.has(other, library)
                        ? format(
                                "%.2f",
                                results.medianRatio(
                                        ResultRow.median(workload), library, ResultRow.median(other), library))
                        : "")
                .toList();
        printRow(concat(title, times, results.sameBits(workload, other) ? "the same" : "**different**"));
    }

    private BarChart barChart() {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (ResultRow row : rows()) {
            results.best(row)
                    .ifPresent(best -> bars.add(new BarChart.Bar(row.title(), best, results.ratio(row, best))));
        }
        return new BarChart("How many times as fast as the best of the others Cornet is", bars);
    }

    private List<String> cells(String workload, Function<String, String> ofLibrary) {
        return libraries.stream()
                .map(library -> results.has(workload, library) ? ofLibrary.apply(library) : "")
                .toList();
    }

    private String text(ResultRow row, String library) {
        BenchmarkResults.Spread spread = results.spread(row, library);
        double median = spread.median();
        return spread.text(median < 10 ? "%,.2f" : median < 100 ? "%,.1f" : "%,.0f");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static void printRow(List<String> cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private static void printHeading(List<String> cells) {
        printRow(cells);
        System.out.println("|" + "---|".repeat(cells.size()));
    }

    private static List<String> concat(String first, List<String> middle, String... last) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(middle);
        all.addAll(List.of(last));
        return all;
    }
}
