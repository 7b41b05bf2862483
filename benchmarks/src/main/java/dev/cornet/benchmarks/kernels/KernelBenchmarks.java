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

/**
 * Program that runs the benchmarks of this package under JMH, with JMH's arguments, and prints each result also as a fraction of the
 * machine's {@link MachinePeak}, measured before and after.
 */
public final class KernelBenchmarks {
    private KernelBenchmarks() {}

    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        CommandLineOptions commandLine = new CommandLineOptions(args);
        OptionsBuilder options = new OptionsBuilder();
        options.parent(commandLine);
        if (commandLine.getIncludes().isEmpty()) {
            options.include(KernelBenchmarks.class.getPackageName().replace(".", "\\.") + "\\.");
        }
        MachinePeak before = MachinePeak.of(new OpenBlasProvider().open());
        Collection<RunResult> results = new Runner(options.build()).run();
        MachinePeak peak = before.max(MachinePeak.of(new OpenBlasProvider().open()));
        System.out.println("\n" + peak + "\n");
        System.out.println("| kernel | time in us | ± | rate | of the peak |\n|---|---|---|---|---|");
        results.forEach(result -> print(result, peak));
    }

    private static void print(RunResult result, MachinePeak peak) {
        BenchmarkParams params = result.getParams();
        double microsPerUnit = TimeUnit.MICROSECONDS.convert(1, TimeUnit.SECONDS)
                / (double) params.getTimeUnit().convert(1, TimeUnit.SECONDS);
        // A score is the time of one operation; an invocation may consist of many.
        double operations = microsPerUnit * params.getOpsPerInvocation();
        double micros = result.getPrimaryResult().getScore() * operations;
        double error = result.getPrimaryResult().getScoreError() * operations;
        WorkPerCall perCall = WorkPerCall.of(params);
        double rate = perCall.amount() / micros / 1e3;
        double fraction = rate / (perCall.isArithmetic() ? peak.gigaflops() : peak.gigabytes());
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f %s | %.0f %% |",
                WorkPerCall.name(params),
                micros,
                error,
                rate,
                perCall.isArithmetic() ? "GFLOP/s" : "GB/s",
                100 * fraction));
    }
}
