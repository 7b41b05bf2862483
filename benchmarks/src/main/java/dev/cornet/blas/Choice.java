package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Precision;
import dev.cornet.benchmarks.kernels.Chosen;
import dev.cornet.benchmarks.kernels.KnownConv;
import dev.cornet.benchmarks.kernels.Peak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.NullMarked;

/**
 * Times all forms of convolutions in turn, at the shapes of known networks or those given, and tells where {@link ConvAlgorithmSelector} takes one
 * that is more than a tenth slower than the best: {@code benchmarks/run choice [28x512-512k3s1b8 …]}.
 *
 * <p>Batches of 32 and more are trained (forward, both gradients), smaller ones predicted. It sits in the kernels' package because these
 * are not public.
 */
@NullMarked
public final class Choice {
    private static final double TOLERATED = 1.1;
    private static final double SECONDS = 0.25;
    private static final int LEAST_ROUNDS = 5;
    private static final int TRAINED = 32;

    private Choice() {}

    public static void main(String[] args) {
        Peak peak = Peak.of(new OpenBlasProvider().open());
        System.out.println(peak + "; GFLOP/s as of direct convolutions (and their fraction of it)\n");
        System.out.println(
                "| shape | the table's | ms | GFLOP/s | others, ms | against the best |\n|---|---|---|---|---|---|");
        Gemm gemm = new Gemm(new NativeBlas(NativeLoader.load().blas()));
        List<String> names = args.length == 0 ? KnownConv.KNOWN : List.of(args);
        List<String> behind = new ArrayList<>();
        for (String name : names) {
            if (!print(KnownConv.of(name), gemm, peak)) {
                behind.add(name);
            }
        }
        System.out.println("\nThe table's choice is more than 10 % slower than the best at " + behind.size() + " of "
                + names.size() + " shapes " + String.join(" ", behind));
    }

    /** One form at one shape, and the seconds it took each time. */
    private record Timed(ConvAlgorithm form, Runnable work, List<Double> seconds) {
        void run(boolean counts) {
            long start = System.nanoTime();
            work.run();
            if (counts) {
                seconds.add((System.nanoTime() - start) / 1e9);
            }
        }

        double median() {
            List<Double> sorted = seconds.stream().sorted().toList();
            return sorted.get(sorted.size() / 2);
        }
    }

    /** True where the table's choice is good. */
    private static boolean print(KnownConv conv, Gemm gemm, Peak peak) {
        ConvAlgorithm chosen = ConvAlgorithmSelector.form(conv.shape(), conv.batch(), Precision.FAST);
        double own = 0;
        double best = Double.MAX_VALUE;
        StringJoiner others = new StringJoiner(", ");
        for (Timed timed : time(conv, gemm)) {
            double seconds = timed.median();
            best = Math.min(best, seconds);
            if (timed.form() == chosen) {
                own = seconds;
            } else {
                others.add(String.format(Locale.ROOT, "%s %.2f", timed.form(), 1e3 * seconds));
            }
        }
        double rate = conv.flops() * (conv.batch() < TRAINED ? 1 : 3) / own / 1e9;
        boolean good = own <= TOLERATED * best;
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %s | %.2f | %.0f (%.2f) | %s | %s%.2f |",
                conv.name(),
                chosen,
                1e3 * own,
                rate,
                rate / peak.gigaflops(),
                others,
                good ? "" : "behind: ",
                best / own));
        return good;
    }

    private static List<Timed> time(KnownConv conv, Gemm gemm) {
        List<Timed> all = Arrays.stream(ConvAlgorithm.values())
                .filter(form -> form.fits(conv.shape()))
                .map(form -> new Timed(form, work(conv, form, gemm), new ArrayList<>()))
                .toList();
        inTurn(all, false, LEAST_ROUNDS / 2);
        inTurn(all, true, LEAST_ROUNDS);
        return all;
    }

    private static void inTurn(List<Timed> all, boolean counts, int least) {
        long begin = System.nanoTime();
        for (int round = 0; round < least || System.nanoTime() - begin < SECONDS * 1e9 * all.size(); round++) {
            all.forEach(timed -> timed.run(counts));
        }
    }

    private static Runnable work(KnownConv conv, ConvAlgorithm form, Gemm gemm) {
        ConvKernel kernel = form.kernel(gemm, conv.shape(), conv.batch());
        float[] x = Chosen.values(conv.inputs());
        float[] w = Chosen.values(conv.shape().weights());
        float[] bias = Chosen.values(conv.shape().filters());
        float[] y = Chosen.values(conv.outputs());
        if (conv.batch() < TRAINED) {
            PackedWeights kept = new PackedWeights();
            return () -> kernel.forward(x, 0, w, 0, kept, bias, 0, Epilogue.RELU, y, 0);
        }
        float[] dx = new float[x.length];
        float[] dw = new float[w.length];
        return () -> {
            kernel.forward(x, 0, w, 0, null, bias, 0, Epilogue.RELU, y, 0);
            kernel.backward(x, 0, y, 0, w, 0, null, dx, 0, dw, 0);
        };
    }
}
