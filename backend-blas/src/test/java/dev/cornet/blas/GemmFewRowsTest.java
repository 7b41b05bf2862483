package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cornet.backend.Matrix;
import dev.cornet.backend.PackedWeights;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@link Gemm} for a few rows times a matrix too large for the caches, which has a code path of its own. */
class GemmFewRowsTest {
    private static final int N = 1_030;
    private static final int K = 4_111;

    private final Gemm gemm = new Gemm(new NativeBlas(NativeLoader.load()), NativeCallSize.ofMachine());
    private final SplittableRandom random = new SplittableRandom(3);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 16})
    void agreesWithSumsInDoublePrecision(int m) {
        float[] a = RandomArrays.of(random, 2 + m * (K + 3));
        float[] b = RandomArrays.of(random, 1 + K * N);
        for (float beta : new float[] {0, 1, 0.5f}) {
            float[] c = RandomArrays.of(random, 4 + m * (N + 5));
            double[] expected = new double[c.length];
            for (int i = 0; i < c.length; i++) {
                boolean inside = i >= 4 && (i - 4) % (N + 5) < N;
                expected[i] = inside ? beta * c[i] : c[i];
            }
            for (int i = 0; i < m; i++) {
                for (int p = 0; p < K; p++) {
                    double x = a[2 + i * (K + 3) + p];
                    for (int j = 0; j < N; j++) {
                        expected[4 + i * (N + 5) + j] += x * b[1 + p * N + j];
                    }
                }
            }
            if (beta == 0) {
                c[4] = Float.NaN;
            }
            gemm.run(
                    new Matrix(a, 2, m, K, K + 3, false),
                    Matrix.of(b, 1, K, N),
                    beta,
                    new Matrix(c, 4, m, N, N + 5, false));
            for (int i = 0; i < c.length; i++) {
                assertEquals(expected[i], c[i], 1e-4, "value " + i + " for β = " + beta);
            }
        }
    }

    @Test
    void doesNotOverwritePackedWeights() {
        WinogradTransform transform = new WinogradF4();
        float[][] u = new PackedWeights()
                .getOrCompute(
                        "U", 36, 1_100, planes -> transform.apply2d(WinogradTransform::filter, planes, 3, 6, 0, 9));
        float[][] before = Arrays.stream(u).map(float[]::clone).toArray(float[][]::new);
        float[] a = RandomArrays.of(random, 2 * K);
        float[] b = RandomArrays.of(random, K * N);
        for (int m = 1; m <= 2; m++) { // the thread's workspace may still refer to the planes of u
            gemm.run(Matrix.of(a, 0, m, K), Matrix.of(b, 0, K, N), 0, Matrix.of(new float[2 * N], 0, m, N));
        }
        for (int p = 0; p < u.length; p++) {
            assertArrayEquals(before[p], u[p], "plane " + p);
        }
    }
}
