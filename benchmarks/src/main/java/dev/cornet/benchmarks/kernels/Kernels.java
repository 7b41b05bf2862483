package dev.cornet.benchmarks.kernels;

import dev.cornet.blas.OpenBlasProvider;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks of this package under JMH, with its arguments, and tells each as a fraction of the {@link Peak} before and after. */
public final class Kernels {
    private Kernels() {}

    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        CommandLineOptions given = new CommandLineOptions(args);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(given);
        if (given.getIncludes().isEmpty()) {
            options.include(Kernels.class.getPackageName().replace(".", "\\.") + "\\.");
        }
        Peak before = Peak.of(new OpenBlasProvider().open());
        Collection<RunResult> results = new Runner(options.build()).run();
        Peak peak = before.or(Peak.of(new OpenBlasProvider().open()));
        System.out.println("\n" + peak + "\n");
        System.out.println("| kernel | time in us | ± | rate | of the peak |\n|---|---|---|---|---|");
        results.forEach(result -> print(result, peak));
    }

    private static void print(RunResult result, Peak peak) {
        BenchmarkParams params = result.getParams();
        double perUnit = TimeUnit.MICROSECONDS.convert(1, TimeUnit.SECONDS)
                / (double) params.getTimeUnit().convert(1, TimeUnit.SECONDS);
        // Scores are those of one operation, of which an invocation may have many.
        double operations = perUnit * params.getOpsPerInvocation();
        double micros = result.getPrimaryResult().getScore() * operations;
        double error = result.getPrimaryResult().getScoreError() * operations;
        Work work = Work.of(params);
        double rate = work.amount() / micros / 1e3;
        double fraction = rate / (work.arithmetic() ? peak.gigaflops() : peak.gigabytes());
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f %s | %.0f %% |",
                Work.name(params),
                micros,
                error,
                rate,
                work.arithmetic() ? "GFLOP/s" : "GB/s",
                100 * fraction));
    }
}
