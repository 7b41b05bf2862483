package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.benchmarks.kernels.BenchmarkBackend;
import dev.cornet.benchmarks.kernels.MachinePeak;
import dev.cornet.benchmarks.kernels.NamedConv;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.NullMarked;

/**
 * Program that times all convolution algorithms in turn at the shapes of known networks, or at given shapes, and reports where the one that
 * {@link ConvAlgorithmSelector} selects is more than 10 % slower than the best: {@code benchmarks/run choice [28x512-512k3s1b8 …]}.
 *
 * <p>Batches of 32 and more are timed as training (forward and both gradients), smaller ones as prediction. The class is in the package of
 * the kernels because these are package-private.
 */
@NullMarked
public final class ConvAlgorithmBenchmark {
    private static final double TOLERANCE = 1.1;
    private static final double SECONDS = 0.25;
    private static final int MIN_REPETITIONS = 5;
    private static final int MIN_TRAINING_BATCH = 32;

    private ConvAlgorithmBenchmark() {}

    public static void main(String[] args) {
        MachinePeak peak = MachinePeak.of(new OpenBlasProvider().open());
        System.out.println(peak + "; GFLOP/s as of direct convolutions (and their fraction of it)\n");
        System.out.println(
                "| shape | selected | ms | GFLOP/s | others, ms | against the best |\n|---|---|---|---|---|---|");
        Gemm gemm = new Gemm(new NativeBlas(NativeLoader.load()), NativeCallSize.ofMachine());
        List<String> names = args.length == 0 ? NamedConv.KNOWN : List.of(args);
        List<String> slower = new ArrayList<>();
        for (String name : names) {
            if (!print(NamedConv.of(name), gemm, peak)) {
                slower.add(name);
            }
        }
        System.out.println("\nThe selected algorithm is more than 10 % slower than the best at " + slower.size()
                + " of " + names.size() + " shapes " + String.join(" ", slower));
    }

    /** One algorithm at one shape, with the seconds of each run. */
    private record TimedAlgorithm(ConvAlgorithm algorithm, Runnable work, List<Double> seconds) {
        void run(boolean isMeasured) {
            long start = System.nanoTime();
            work.run();
            if (isMeasured) {
                seconds.add((System.nanoTime() - start) / 1e9);
            }
        }

        double median() {
            List<Double> sorted = seconds.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    /** Prints the row of a shape; returns whether the selected algorithm is within the tolerance of the best. */
    private static boolean print(NamedConv conv, Gemm gemm, MachinePeak peak) {
        ConvAlgorithm selected =
                ConvAlgorithmSelector.select(conv.shape(), conv.batch(), Precision.FAST, gemm.callSize());
        double selectedTime = 0;
        double best = Double.MAX_VALUE;
        StringJoiner others = new StringJoiner(", ");
        for (TimedAlgorithm timed : time(conv, gemm)) {
            double seconds = timed.median();
            best = Math.min(best, seconds);
            if (timed.algorithm() == selected) {
                selectedTime = seconds;
            } else {
                others.add(String.format(Locale.ROOT, "%s %.2f", timed.algorithm(), 1e3 * seconds));
            }
        }
        double rate = conv.flops() * (conv.batch() < MIN_TRAINING_BATCH ? 1 : 3) / selectedTime / 1e9;
        boolean isNearBest = selectedTime <= TOLERANCE * best;
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %s | %.2f | %.0f (%.2f) | %s | %s%.2f |",
                conv.name(),
                selected,
                1e3 * selectedTime,
                rate,
                rate / peak.gigaflops(),
                others,
                isNearBest ? "" : "slower: ",
                best / selectedTime));
        return isNearBest;
    }

    private static List<TimedAlgorithm> time(NamedConv conv, Gemm gemm) {
        List<TimedAlgorithm> all = Arrays.stream(ConvAlgorithm.values())
                .filter(algorithm -> algorithm.supports(conv.shape()))
                .map(algorithm -> new TimedAlgorithm(algorithm, work(conv, algorithm, gemm), new ArrayList<>()))
                .toList();
        runInTurn(all, false, MIN_REPETITIONS / 2);
        runInTurn(all, true, MIN_REPETITIONS);
        return all;
    }

    private static void runInTurn(List<TimedAlgorithm> all, boolean isMeasured, int minRepetitions) {
        long begin = System.nanoTime();
        for (int repetition = 0;
                repetition < minRepetitions || System.nanoTime() - begin < SECONDS * 1e9 * all.size();
                repetition++) {
            all.forEach(timed -> timed.run(isMeasured));
        }
    }

    private static Runnable work(NamedConv conv, ConvAlgorithm algorithm, Gemm gemm) {
        ConvKernel kernel = algorithm.createKernel(gemm, conv.shape(), conv.batch());
        Tensor x = conv.images();
        Tensor w = conv.kernel();
        Tensor bias = BenchmarkBackend.tensor(conv.shape().filters());
        Tensor y = conv.outputs();
        if (conv.batch() < MIN_TRAINING_BATCH) {
            WeightsAndBias packed = new WeightsAndBias(w, bias, new PackedWeights());
            return () -> kernel.forward(x, packed, Epilogue.RELU, y);
        }
        WeightsAndBias weights = new WeightsAndBias(w, bias, null);
        Tensor dx = Tensor.zeros(x.shape());
        Tensor dw = Tensor.zeros(w.shape());
        return () -> {
            kernel.forward(x, weights, Epilogue.RELU, y);
            kernel.backward(x, y, weights, dx, dw);
        };
    }
}
