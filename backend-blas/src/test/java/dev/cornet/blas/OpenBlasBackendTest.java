package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Backend;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.BackendException;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.BackendContract;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Tests the backend's contract, pooling of NaN and infinities, and that calls that would access memory outside an array are refused. */
class OpenBlasBackendTest {
    private final Backend blas = new OpenBlasProvider().open();
    private final Backend java = new JavaBackend();
    private final RandomStream random = new RandomStream(11);
    private int drawn;

    private int pick(int low, int high) {
        return low + random.nextInt(drawn++, high - low + 1);
    }

    private float[] values(int n) {
        float[] values = new float[n];
        RandomStream stream = random.foldIn(drawn++);
        for (int i = 0; i < n; i++) {
            values[i] = (float) stream.uniform(i, -1, 1);
        }
        return values;
    }

    @Test
    void fulfilsTheContract() {
        BackendContract.check(blas);
    }

    /** 2×2 windows: as Keras on TensorFlow, except that the maximum of a window with NaN is NaN (TensorFlow ignores the NaN). */
    @Test
    void poolsInfinitiesAndNaN() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        checkPool(new float[] {1, inf, 3, inf}, inf, 2, new float[] {0, 2, 0, 0});
        checkPool(new float[] {-inf, 2, 3, -inf}, 3, 2, new float[] {0, 0, 2, 0});
        checkPool(new float[] {-inf, -inf, -inf, -inf}, -inf, 2, new float[] {2, 0, 0, 0});
        checkPool(new float[] {1, nan, 3, nan}, nan, 2, new float[] {0, 2, 0, 0});
        checkPool(new float[] {1, inf, nan, nan}, nan, 2, new float[] {0, 0, 2, 0});
        checkPool(new float[] {1, 2, 3, 3}, 3, inf, new float[] {0, 0, inf, 0});
        checkPool(new float[] {1, 2, 3, 3}, 3, nan, new float[] {0, 0, nan, 0});
        checkPool(new float[] {-1, -0f, 0, -1}, 0, -inf, new float[] {0, -inf, 0, 0});
    }

    /** All small windows along one axis: pixels between, before and after the windows get a gradient of 0. */
    @Test
    void poolingGradientIsZeroOutsideWindows() {
        for (int n = 1; n <= 7; n++) {
            for (int kernel = 1; kernel <= 3; kernel++) {
                for (int stride = 1; stride <= 4; stride++) {
                    for (boolean same : new boolean[] {true, false}) {
                        if (same || kernel <= n) {
                            int[] one = {1, 1};
                            checkPoolingGradient(
                                    Window.of(n, 1, new int[] {kernel, 1}, new int[] {stride, 1}, one, same));
                            checkPoolingGradient(
                                    Window.of(1, n, new int[] {1, kernel}, new int[] {1, stride}, one, same));
                            checkPoolingGradient(
                                    Window.of(n, n, new int[] {kernel, 2}, new int[] {stride, 3}, one, true));
                        }
                    }
                }
            }
        }
    }

    private void checkPoolingGradient(Window window) {
        int batch = 2;
        int channels = 3;
        Tensor x = Tensor.of(values(batch * window.inputPixels() * channels), batch, window.inputPixels(), channels);
        Tensor dy = Tensor.of(values(batch * window.outputPixels() * channels), batch, window.outputPixels(), channels);
        Tensor y = Tensor.zeros(dy.shape());
        java.maxPool(window, x, y);
        Tensor[] dx = new Tensor[4];
        for (int i = 0; i < dx.length; i++) {
            dx[i] = Tensor.zeros(x.shape());
            Arrays.fill(dx[i].data(), Float.NaN);
        }
        java.maxPoolBackward(window, x, y, dy, dx[0]);
        blas.maxPoolBackward(window, x, y, dy, dx[1]);
        java.averagePoolBackward(window, dy, dx[2]);
        blas.averagePoolBackward(window, dy, dx[3]);
        assertArrayEquals(dx[0].data(), dx[1].data(), 1e-6f, window.toString());
        assertArrayEquals(dx[2].data(), dx[3].data(), 1e-6f, window.toString());
    }

    private void checkPool(float[] x, float expected, float dy, float[] dx) {
        for (Backend backend : new Backend[] {java, blas}) {
            Window window = Window.of(2, 2, new int[] {2, 2}, new int[] {2, 2}, new int[] {1, 1}, false);
            Tensor image = Tensor.of(x, 1, 2, 2, 1);
            Tensor y = Tensor.zeros(1, 1, 1, 1);
            backend.maxPool(window, image, y);
            assertEquals(expected, y.get(0, 0, 0, 0));
            Tensor d = Tensor.of(values(4), 1, 2, 2, 1);
            backend.maxPoolBackward(window, image, y, Tensor.of(new float[] {dy}, 1, 1, 1, 1), d);
            assertArrayEquals(dx, d.data(), backend.describe());
        }
    }

    @Test
    void bitsDoNotDependOnThreads() {
        bitsDoNotDependOnThreads(130, 90, 700);
        bitsDoNotDependOnThreads(1, 410, 1_300);
        bitsDoNotDependOnThreads(5, 1_030, 4_111);
    }

    private void bitsDoNotDependOnThreads(int m, int n, int k) {
        float[] a = values(m * k);
        float[] b = values(k * n);
        int before = WorkerPool.shared().threads();
        float[] first = null;
        try {
            for (int threads : new int[] {1, 2, 4}) {
                WorkerPool.setThreads(threads);
                float[] c = new float[m * n];
                blas.gemm(Matrix.of(a, 0, m, k), Matrix.of(b, 0, k, n), 0, Matrix.of(c, 0, m, n));
                if (first == null) {
                    first = c;
                }
                assertArrayEquals(first, c);
            }
        } finally {
            WorkerPool.setThreads(before);
        }
    }

    /** An invalid call that is not refused would crash the process or change values outside the matrix c. */
    @Test
    void refusesEveryCallOutsideAnArray() {
        int refused = 0;
        for (int t = 0; t < 100_000; t++) {
            int m = pick(-1, 9);
            int n = pick(-1, 9);
            int k = pick(-1, 9);
            int lda = pick(-2, 12);
            int ldb = pick(-2, 12);
            int ldc = pick(-2, 12);
            int off = pick(-3, 20);
            float[] a = filled(pick(0, 80));
            float[] b = filled(pick(0, 80));
            float[] c = filled(pick(0, 80));
            boolean fits = m >= 0
                    && n >= 0
                    && k >= 0
                    && off >= 0
                    && fits(a, off, lda, m, k)
                    && fits(b, off, ldb, k, n)
                    && fits(c, off, ldc, m, n);
            Matrix left = new Matrix(a, off, m, k, lda, false);
            Matrix right = new Matrix(b, off, k, n, ldb, false);
            Matrix sum = new Matrix(c, off, m, n, ldc, false);
            if (fits) {
                blas.gemm(left, right, 1, sum);
            } else {
                refused++;
                assertThrows(BackendException.class, () -> blas.gemm(left, right, 1, sum));
            }
            assertArrayEquals(filled(a.length), a);
            assertArrayEquals(filled(b.length), b);
            for (int i = 0; i < c.length; i++) {
                boolean written = fits && i >= off && (i - off) / ldc < m && (i - off) % ldc < n;
                assertEquals(written ? 3 + 9f * k : 3, c[i], "c, index " + i);
            }
        }
        assertTrue(refused > 50_000, refused + " wrong calls");
        assertTrue(refused < 99_000, refused + " wrong calls and hardly a right one");
    }

    /** 65537 rows with a leading dimension of 65536: the offset of the last row, 2³², overflows to zero in ints. */
    @Test
    void refusesSizesWhoseProductOverflows() {
        float[] small = new float[100_000];
        assertThrows(
                BackendException.class,
                () -> blas.gemm(
                        new Matrix(small, 0, 1, 65_537, 65_536, true),
                        Matrix.of(small, 0, 65_537, 1),
                        0,
                        Matrix.of(small, 0, 1, 1)));
        assertArrayEquals(new float[100_000], small);
    }

    private static float[] filled(int n) {
        float[] values = new float[n];
        Arrays.fill(values, 3);
        return values;
    }

    private static boolean fits(float[] array, int off, int ld, int rows, int columns) {
        boolean empty = rows == 0 || columns == 0;
        long last = empty ? off : off + (rows - 1L) * ld + columns;
        return ld >= Math.max(1, columns) && last <= array.length;
    }
}
