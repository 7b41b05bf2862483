package dev.cornet.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Prints what {@code benchmarks/against} has found as a table in Markdown: {@code Against LINES COMMIT}. */
final class Against {
    private final Figures figures;
    private final String commit;

    private Against(Figures figures, String commit) {
        this.figures = figures;
        this.commit = commit;
    }

    public static void main(String[] args) throws IOException {
        Against against = new Against(Figures.read(Path.of(args[0])), args[1]);
        System.out.println(against.figures.machine() + ".");
        System.out.println("| workload | now | " + against.commit + " | times as fast | MB, now / then | weights |");
        System.out.println("|---|---|---|---|---|---|");
        against.figures.workloads().forEach(against::print);
    }

    private void print(String workload) {
        Row row = Row.of(workload);
        Row memory = new Row(workload, "peak_mb");
        System.out.printf(
                Locale.ROOT,
                "| %s (%s) | %s | %s | %s | %.0f / %.0f | %s |%n",
                row.title(),
                figures.unit(workload),
                text(figures.spread(row, Figures.OWN)),
                text(figures.spread(row, commit)),
                figures.ratio(row, commit).text("%.3f"),
                figures.median(memory, Figures.OWN),
                figures.median(memory, commit),
                figures.bits(workload));
    }

    private static String text(Figures.Spread spread) {
        return spread.text(spread.median() < 100 ? "%,.2f" : "%,.0f");
    }
}
