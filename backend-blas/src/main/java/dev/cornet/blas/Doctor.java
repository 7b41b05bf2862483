package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WorkerPool;
import dev.cornet.random.RandomStream;
import java.util.Locale;

/**
 * A diagnostic program: {@code java -cp … dev.cornet.blas.Doctor} prints the system, the native library's file, the processor type for
 * which OpenBLAS has chosen its kernels, the number of threads, and the speed of a product of 512×512 matrices.
 */
public final class Doctor {
    private static final int SIZE = 512;
    private static final int REPETITIONS = 40;

    private Doctor() {}

    public static void main(String[] args) {
        System.out.println("system   " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        System.out.println(
                "java     " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
        System.out.println("threads  " + WorkerPool.shared().threads());
        try {
            System.out.println("library  " + NativeLoader.load().library());
            System.out.println("core     " + CpuCoreType.detect());
        } catch (RuntimeException e) {
            System.out.println("library  none: " + e.getMessage());
        }
        Backend backend = Backends.current();
        System.out.println("backend  " + backend.describe());
        int repetitions = backend instanceof JavaBackend ? 2 : REPETITIONS;
        System.out.printf(
                Locale.ROOT,
                "speed    %.0f GFLOP/s on %d threads%n",
                gigaflops(backend, repetitions),
                WorkerPool.shared().threads());
        WorkerPool.setThreads(1);
        System.out.printf(Locale.ROOT, "         %.0f GFLOP/s on 1 thread%n", gigaflops(backend, repetitions));
    }

    /** GFLOP/s of the fastest of some products of n×n matrices, 2·n³ operations each. */
    private static double gigaflops(Backend backend, int repetitions) {
        Matrix a = Matrix.of(new float[SIZE * SIZE], 0, SIZE, SIZE);
        Matrix b = Matrix.of(new float[SIZE * SIZE], 0, SIZE, SIZE);
        Matrix c = Matrix.of(new float[SIZE * SIZE], 0, SIZE, SIZE);
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < SIZE * SIZE; i++) {
            a.data()[i] = (float) random.uniform(i, -1, 1);
            b.data()[i] = (float) random.uniform(SIZE * SIZE + i, -1, 1);
        }
        double best = Double.MAX_VALUE;
        for (int t = 0; t < repetitions; t++) {
            long start = System.nanoTime();
            backend.gemm(a, b, 0, c);
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
        return 2.0 * SIZE * SIZE * SIZE / best * 1e-9;
    }
}
