package dev.cornet.blas;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Backends;
import dev.cornet.backend.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Computes a million small products, some of them in 300 short-lived threads; prints by how many kilobytes the process has grown. */
final class ManyProductsProgram {
    private static final float[] A = new float[4_096];
    private static final float[] B = new float[4_096];

    private ManyProductsProgram() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Backend backend = Backends.current();
        products(backend, 1_000_000); // until the JIT compiler, whose memory counts too, has compiled all of it
        threads(backend);
        long before = residentKilobytes();
        products(backend, 1_000_000);
        threads(backend);
        System.out.println(residentKilobytes() - before);
    }

    private static void products(Backend backend, int count) {
        float[] c = new float[4_096];
        for (int i = 0; i < count; i++) {
            int m = 1 + i % 7;
            int n = 1 + i % 11;
            int k = 8 + i % 53;
            Matrix a = new Matrix(A, 0, m, k, 64, i % 2 == 0);
            Matrix b = new Matrix(B, 0, k, n, 64, i % 3 == 0);
            backend.gemm(a, b, 0, Matrix.of(c, 0, m, n));
        }
    }

    private static void threads(Backend backend) throws InterruptedException {
        for (int repetition = 0; repetition < 10; repetition++) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 30; t++) {
                Thread thread = new Thread(() -> products(backend, 200));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
