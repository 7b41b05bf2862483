package dev.cornet.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Prints what {@code benchmarks/compare} has found as tables in Markdown, and draws it: {@code Comparison LINES PICTURE}. */
final class Comparison {
    private final Figures figures;
    private final List<String> libraries;

    private Comparison(Figures figures) {
        this.figures = figures;
        this.libraries = figures.libraries();
    }

    public static void main(String[] args) throws IOException {
        Comparison comparison = new Comparison(Figures.read(Path.of(args[0])));
        System.out.println(comparison.figures.machine() + ".");
        System.out.println(comparison.foreign() + "\n");
        comparison.speed();
        System.out.println();
        comparison.memory();
        System.out.println();
        comparison.cores();
        comparison.bars().write(Path.of(args[1]));
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String workload : figures.workloads()) {
            rows.add(Row.of(workload));
            if (figures.unit(workload).equals("us")) {
                rows.add(Row.slow(workload));
            }
        }
        return rows;
    }

    private void speed() {
        heading(around("workload", libraries, "Cornet against the best of the others"));
        for (Row row : rows()) {
            String ratio = figures.best(row)
                    .map(best -> figures.ratio(row, best))
                    .map(r -> format("**%.2f**", r.median()) + r.range("%.2f"))
                    .orElse("");
            String first = row.title() + " (" + figures.unit(row.workload()) + ")";
            row(around(first, cells(row.workload(), library -> range(row, library)), ratio));
        }
    }

    private String foreign() {
        double most = figures.workloads().stream()
                .filter(workload -> !Workloads.beside(workload))
                .mapToDouble(figures::mostForeign)
                .max()
                .orElse(0);
        return format("Other processes used %.1f cores at most meanwhile, beside the two busy ones.", most);
    }

    private void memory() {
        heading(around("most memory, in MB", libraries, "Cornet against the least of the others"));
        for (String workload : figures.workloads()) {
            if (!Row.isVariant(workload)) {
                Row row = new Row(workload, "peak_mb");
                String ratio = figures.least(row)
                        .map(least -> format("%.2f", figures.times(row, Figures.OWN, row, least)))
                        .orElse("");
                row(around(workload, cells(workload, library -> format("%,.0f", figures.median(row, library))), ratio));
            }
        }
    }

    private void cores() {
        heading(around("how many times as fast", libraries, "Cornet's bits"));
        for (String workload : figures.workloads()) {
            if (workload.endsWith(":1core")) {
                String four = workload.substring(0, workload.indexOf(':'));
                against(four + " on all cores, against one", four, workload);
            } else if (Workloads.beside(workload)) {
                String quiet = workload.substring(0, workload.indexOf(':'));
                against(quiet + " beside two busy cores, against a quiet machine", workload, quiet);
            }
        }
    }

    private void against(String title, String workload, String other) {
        List<String> times = libraries.stream()
                .map(library -> figures.has(workload, library) && figures.has(other, library)
                        ? format("%.2f", figures.times(Row.median(workload), library, Row.median(other), library))
                        : "")
                .toList();
        row(around(title, times, figures.sameBits(workload, other) ? "the same" : "**different**"));
    }

    private Bars bars() {
        List<Bars.Bar> bars = new ArrayList<>();
        for (Row row : rows()) {
            figures.best(row).ifPresent(best -> bars.add(new Bars.Bar(row.title(), best, figures.ratio(row, best))));
        }
        return new Bars("How many times as fast as the best of the others Cornet is", bars);
    }

    private List<String> cells(String workload, Function<String, String> ofLibrary) {
        return libraries.stream()
                .map(library -> figures.has(workload, library) ? ofLibrary.apply(library) : "")
                .toList();
    }

    private String range(Row row, String library) {
        Figures.Spread found = figures.spread(row, library);
        double median = found.median();
        return found.text(median < 10 ? "%,.2f" : median < 100 ? "%,.1f" : "%,.0f");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static void row(List<String> cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private static void heading(List<String> cells) {
        row(cells);
        System.out.println("|" + "---|".repeat(cells.size()));
    }

    private static List<String> around(String first, List<String> middle, String... last) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(middle);
        all.addAll(List.of(last));
        return all;
    }
}
