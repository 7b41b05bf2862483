package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.WorkerPool;
import dev.cornet.random.RandomStream;
import java.util.Locale;

/**
 * Tells what computes on this machine and how fast: {@code java -cp … dev.cornet.blas.Doctor} prints the system, the library's file, the
 * processor type that OpenBLAS has chosen its kernels for, threads, and the speed of a product of 512×512 matrices.
 */
public final class Doctor {
    private static final int SIZE = 512;
    private static final int TIMES = 40;

    private Doctor() {}

    public static void main(String[] args) {
        System.out.println("system   " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        System.out.println(
                "java     " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        System.out.println("threads  " + WorkerPool.shared().threads());
        try {
            System.out.println("library  " + NativeLoader.load().library());
            System.out.println("core     " + CpuCoreType.ask());
        } catch (RuntimeException e) {
            System.out.println("library  none: " + e.getMessage());
        }
        Backend backend = Backends.current();
        System.out.println("backend  " + backend.describe());
        int times = backend instanceof JavaBackend ? 2 : TIMES;
        System.out.printf(
                Locale.ROOT,
                "speed    %.0f GFLOP/s on %d threads%n",
                speed(backend, times),
                WorkerPool.shared().threads());
        WorkerPool.setThreads(1);
        System.out.printf(Locale.ROOT, "         %.0f GFLOP/s on 1 thread%n", speed(backend, times));
    }

    /** 2·n³ operations per product of n×n matrices, the best of some repetitions. */
    private static double speed(Backend backend, int times) {
        float[] a = new float[SIZE * SIZE];
        float[] b = new float[SIZE * SIZE];
        float[] c = new float[SIZE * SIZE];
        RandomStream noise = new RandomStream(1);
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) noise.uniform(i, -1, 1);
            b[i] = (float) noise.uniform(a.length + i, -1, 1);
        }
        double best = Double.MAX_VALUE;
        for (int t = 0; t < times; t++) {
            long start = System.nanoTime();
            backend.gemm(false, false, SIZE, SIZE, SIZE, 1, a, 0, SIZE, b, 0, SIZE, 0, c, 0, SIZE);
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
        return 2.0 * SIZE * SIZE * SIZE / best * 1e-9;
    }
}
