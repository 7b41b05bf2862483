package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Backend;
import dev.cornet.backend.WorkerPool;
import java.util.Locale;

/**
 * What this machine can do at most, as far as measured: the fastest of some matrix products in the first-level caches of all cores, and of
 * copying an array larger than those of second level.
 */
public record Peak(double gigaflops, double gigabytes) {
    private static final int[][] PRODUCTS = {{16, 64, 512}, {48, 64, 256}, {64, 64, 240}, {48, 128, 160}};
    private static final int TASKS = 64;
    private static final int CALLS = 20;
    private static final int COPIED = 1 << 23;
    private static final int ROUNDS = 60;

    public static Peak of(Backend backend) {
        double flops = 0;
        for (int[] size : PRODUCTS) {
            flops = Math.max(flops, products(backend, size[0], size[1], size[2]));
        }
        return new Peak(flops / 1e9, copies() / 1e9);
    }

    Peak or(Peak other) {
        return new Peak(Math.max(gigaflops, other.gigaflops), Math.max(gigabytes, other.gigabytes));
    }

    private static double products(Backend backend, int m, int n, int k) {
        float[] a = Chosen.values(m * k);
        float[] b = Chosen.values(k * n);
        float[][] c = new float[TASKS][m * n];
        return 2.0
                * m
                * n
                * k
                * TASKS
                * CALLS
                / fastest(() -> WorkerPool.shared().run(TASKS, task -> {
                    for (int call = 0; call < CALLS; call++) {
                        backend.gemm(false, false, m, n, k, 1, a, 0, k, b, 0, n, 0, c[task], 0, n);
                    }
                }));
    }

    private static double copies() {
        float[] from = Chosen.values(COPIED);
        float[] to = new float[COPIED];
        return 2.0
                * Float.BYTES
                * COPIED
                / fastest(() -> WorkerPool.shared()
                        .range(
                                COPIED,
                                COPIED / TASKS,
                                (first, end) -> System.arraycopy(from, first, to, first, end - first)));
    }

    private static double fastest(Runnable work) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - begin) / 1e9);
        }
        return best;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "peak of this machine: %.0f GFLOP/s, %.1f GB/s read and written", gigaflops, gigabytes);
    }
}
