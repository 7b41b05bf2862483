package dev.cornet.benchmarks.kernels;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WorkerPool;
import java.util.Locale;

/**
 * Measured peak of this machine: the highest rate of several matrix products that fit into the first-level caches, on all cores, and the
 * rate of copying an array larger than the second-level caches.
 */
public record MachinePeak(double gigaflops, double gigabytes) {
    private static final int[][] PRODUCTS = {{16, 64, 512}, {48, 64, 256}, {64, 64, 240}, {48, 128, 160}};
    private static final int TASKS = 64;
    private static final int CALLS = 20;
    private static final int COPY_VALUES = 1 << 23;
    private static final int REPETITIONS = 60;

    public static MachinePeak of(Backend backend) {
        double flops = 0;
        for (int[] size : PRODUCTS) {
            flops = Math.max(flops, gemmRate(backend, size[0], size[1], size[2]));
        }
        return new MachinePeak(flops / 1e9, copyRate() / 1e9);
    }

    MachinePeak max(MachinePeak other) {
        return new MachinePeak(Math.max(gigaflops, other.gigaflops), Math.max(gigabytes, other.gigabytes));
    }

    private static double gemmRate(Backend backend, int m, int n, int k) {
        Matrix a = Matrix.of(BenchmarkBackend.tensor(m, k));
        Matrix b = Matrix.of(BenchmarkBackend.tensor(k, n));
        Matrix c = Matrix.of(BenchmarkBackend.tensor(TASKS * m, n));
        return 2.0
                * m
                * n
                * k
                * TASKS
                * CALLS
                / leastSeconds(() -> WorkerPool.shared().run(TASKS, task -> {
                    Matrix product = c.rows(task * m, (task + 1) * m);
                    for (int call = 0; call < CALLS; call++) {
                        backend.gemm(a, b, 0, product);
                    }
                }));
    }

    private static double copyRate() {
        float[] from = BenchmarkBackend.values(COPY_VALUES);
        float[] to = new float[COPY_VALUES];
        return 2.0
                * Float.BYTES
                * COPY_VALUES
                / leastSeconds(() -> WorkerPool.shared()
                        .range(
                                COPY_VALUES,
                                COPY_VALUES / TASKS,
                                (first, end) -> System.arraycopy(from, first, to, first, end - first)));
    }

    private static double leastSeconds(Runnable work) {
        double best = Double.MAX_VALUE;
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
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
