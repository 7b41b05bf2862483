package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.WorkerPool;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@link PackedGemm}: products of many rows, which are cut into a few large native calls. */
class PackedGemmTest {
    private static final int A_AT = 2;
    private static final int B_AT = 1;
    private static final int C_AT = 4;

    private final PackedGemm gemm = new PackedGemm(new NativeBlas(NativeLoader.load()), NativeCallSize.SMALL);
    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @CsvSource({
        "32, 200, 200, false, false",
        "33, 1000, 101, false, true",
        "129, 65, 131, true, false",
        "300, 3, 1200, false, false",
        "64, 64, 300, true, true",
        "700, 500, 300, false, false",
        "1000, 1, 1100, false, true"
    })
    void agreesWithSumsInDoublePrecision(int m, int n, int k, boolean transposedA, boolean transposedB) {
        int lda = (transposedA ? m : k) + 3;
        int ldb = (transposedB ? k : n) + 2;
        int ldc = n + 5;
        GemmShape shape = new GemmShape(m, n, k, transposedA, transposedB, lda, ldb, ldc);
        assertTrue(PackedGemm.isFaster(shape));
        float[] a = RandomArrays.of(random, A_AT + (transposedA ? k : m) * lda);
        float[] b = RandomArrays.of(random, B_AT + (transposedB ? n : k) * ldb);
        for (float beta : new float[] {0, 1, 0.5f}) {
            float[] c = RandomArrays.of(random, C_AT + m * ldc);
            double[] expected = new double[c.length];
            for (int at = 0; at < c.length; at++) {
                int column = (at - C_AT) % ldc;
                if (at < C_AT || column >= n) {
                    expected[at] = c[at];
                    continue;
                }
                int row = (at - C_AT) / ldc;
                double sum = beta * c[at];
                for (int p = 0; p < k; p++) {
                    sum += (double) a[shape.indexA(A_AT, row, p)] * b[shape.indexB(B_AT, p, column)];
                }
                expected[at] = sum;
            }
            if (beta == 0) {
                c[C_AT] = Float.NaN;
            }
            gemm.run(shape, a, A_AT, b, B_AT, beta, c, C_AT);
            for (int at = 0; at < c.length; at++) {
                assertEquals(expected[at], c[at], 1e-4, "value " + at + " for β = " + beta);
            }
        }
    }

    @Test
    void givesTheSameBitsForAnyNumberOfThreads() {
        GemmShape shape = GemmShape.of(130, 518, 786, false, false);
        float[] a = RandomArrays.of(random, 130 * 786);
        float[] b = RandomArrays.of(random, 786 * 518);
        int before = WorkerPool.shared().threads();
        try {
            float[] expected = new float[130 * 518];
            WorkerPool.setThreads(1);
            gemm.run(shape, a, 0, b, 0, 0, expected, 0);
            for (int threads : new int[] {2, 3, 4}) {
                WorkerPool.setThreads(threads);
                float[] c = new float[130 * 518];
                gemm.run(shape, a, 0, b, 0, 0, c, 0);
                assertArrayEquals(expected, c, threads + " threads");
            }
        } finally {
            WorkerPool.setThreads(before);
        }
    }

    @Test
    void leavesSmallProductsAndShortDepthsToCallsWithoutPacking() {
        assertFalse(PackedGemm.isFaster(GemmShape.of(100, 100, 100, false, false)));
        assertFalse(PackedGemm.isFaster(GemmShape.of(31, 1000, 1000, false, false)));
        assertFalse(PackedGemm.isFaster(GemmShape.of(784, 512, 32, true, false)));
    }
}
