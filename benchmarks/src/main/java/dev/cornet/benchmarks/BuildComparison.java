package dev.cornet.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Program that prints the measurements of {@code benchmarks/against} as a Markdown table: {@code BuildComparison LINES COMMIT}. */
final class BuildComparison {
    private final BenchmarkResults results;
    private final String commit;

    private BuildComparison(BenchmarkResults results, String commit) {
        this.results = results;
        this.commit = commit;
    }

    public static void main(String[] args) throws IOException {
        BuildComparison comparison = new BuildComparison(BenchmarkResults.read(Path.of(args[0])), args[1]);
        System.out.println(comparison.results.machine() + ".");
        System.out.println("| workload | now | " + comparison.commit + " | times as fast | MB, now / then | weights |");
        System.out.println("|---|---|---|---|---|---|");
        comparison.results.workloads().forEach(comparison::print);
    }

    private void print(String workload) {
        ResultRow row = ResultRow.of(workload);
        ResultRow memory = new ResultRow(workload, "peak_mb");
        System.out.printf(
                Locale.ROOT,
                "| %s (%s) | %s | %s | %s | %.0f / %.0f | %s |%n",
                row.title(),
                results.unit(workload),
                text(results.spread(row, BenchmarkResults.CORNET)),
                text(results.spread(row, commit)),
                results.ratio(row, commit).text("%.3f"),
                results.median(memory, BenchmarkResults.CORNET),
                results.median(memory, commit),
                results.bits(workload));
    }

    private static String text(BenchmarkResults.Spread spread) {
        return spread.text(spread.median() < 100 ? "%,.2f" : "%,.0f");
    }
}
