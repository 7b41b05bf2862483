package dev.cornet.blas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Window;
import dev.cornet.error.BackendException;
import dev.cornet.error.ShapeException;
import dev.cornet.random.Noise;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Every primitive against the plain Java backend on random odd shapes, and the refusal of calls that would leave an array. */
class OpenBlasBackendTest {
    private final Backend blas = new OpenBlasProvider().open();
    private final Backend java = new JavaBackend();
    private final Noise noise = new Noise(11);
    private int drawn;

    private int pick(int low, int high) {
        return low + noise.below(drawn++, high - low + 1);
    }

    private float[] values(int n) {
        float[] values = new float[n];
        Noise stream = noise.fork(drawn++);
        for (int i = 0; i < n; i++) {
            values[i] = (float) stream.uniform(i, -1, 1);
        }
        return values;
    }

    private static void close(float[] expected, float[] actual, int terms, String what) {
        assertEquals(expected.length, actual.length, what);
        double bound = 1e-6 * Math.max(4, Math.sqrt(terms));
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], bound * Math.max(1, Math.abs(expected[i])), what + ", index " + i);
        }
    }

    @Test
    void multipliesMatrices() {
        for (int t = 0; t < 300; t++) {
            int m = pick(1, t % 10 == 0 ? 300 : 40);
            int n = pick(1, t % 10 == 1 ? 300 : 40);
            int k = pick(1, t % 10 == 2 ? 2500 : 40);
            boolean ta = pick(0, 1) == 1;
            boolean tb = pick(0, 1) == 1;
            int lda = (ta ? m : k) + pick(0, 3);
            int ldb = (tb ? k : n) + pick(0, 3);
            int ldc = n + pick(0, 3);
            int off = pick(0, 5);
            float beta = new float[] {0, 1, 0.5f}[t % 3];
            float[] a = values(off + (ta ? k : m) * lda);
            float[] b = values(off + (tb ? n : k) * ldb);
            float[] c = values(off + m * ldc);
            float[] d = c.clone();
            java.gemm(ta, tb, m, n, k, 0.7f, a, off, lda, b, off, ldb, beta, c, off, ldc);
            blas.gemm(ta, tb, m, n, k, 0.7f, a, off, lda, b, off, ldb, beta, d, off, ldc);
            close(c, d, k, m + "x" + n + "x" + k);
        }
    }

    private Window window() {
        int[] kernel = {pick(1, 4), pick(1, 4)};
        int[] strides = {pick(1, 2), pick(1, 2)};
        int[] dilation = strides[0] * strides[1] == 1 ? new int[] {pick(1, 2), pick(1, 2)} : new int[] {1, 1};
        try {
            return Window.of(pick(1, 12), pick(1, 12), kernel, strides, dilation, pick(0, 1) == 1);
        } catch (ShapeException tooSmall) {
            return window();
        }
    }

    @Test
    void convolvesForwardAndBack() {
        for (int t = 0; t < 200; t++) {
            Window g = window();
            int groups = pick(1, 3);
            int channels = groups * pick(1, 4);
            int filters = groups * pick(1, 5);
            int batch = pick(1, 9);
            float[] x = values(batch * g.inputPixels() * channels);
            float[] w = values(g.kernelCells() * (channels / groups) * filters);
            float[] bias = t % 2 == 0 ? values(filters) : null;
            Epilogue epilogue = Epilogue.values()[t % 3];
            float[] y = new float[batch * g.outputPixels() * filters];
            float[] z = values(y.length);
            java.conv(g, batch, channels, filters, groups, x, 0, w, 0, bias, 0, epilogue, y, 0);
            blas.conv(g, batch, channels, filters, groups, x, 0, w, 0, bias, 0, epilogue, z, 0);
            close(y, z, w.length, "conv " + g);
            float[] dy = values(y.length);
            float[] dx = new float[x.length];
            float[] ex = values(x.length);
            java.convBackwardInput(g, batch, channels, filters, groups, dy, 0, w, 0, dx, 0);
            blas.convBackwardInput(g, batch, channels, filters, groups, dy, 0, w, 0, ex, 0);
            close(dx, ex, w.length, "dx " + g);
            float[] dw = values(w.length);
            float[] ew = dw.clone();
            java.convBackwardKernel(g, batch, channels, filters, groups, x, 0, dy, 0, dw, 0);
            blas.convBackwardKernel(g, batch, channels, filters, groups, x, 0, dy, 0, ew, 0);
            close(dw, ew, y.length, "dw " + g);
        }
    }

    @Test
    void poolsWithTies() {
        for (int t = 0; t < 200; t++) {
            Window g = window();
            int channels = pick(1, 5);
            int batch = pick(1, 4);
            float[] x = values(batch * g.inputPixels() * channels);
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.round(2 * x[i]); // many equals
            }
            float[] y = new float[batch * g.outputPixels() * channels];
            float[] z = new float[y.length];
            java.maxPool(g, batch, channels, x, 0, y, 0);
            blas.maxPool(g, batch, channels, x, 0, z, 0);
            assertArrayEquals(y, z);
            float[] dy = values(y.length);
            float[] dx = new float[x.length];
            float[] ex = values(x.length);
            java.maxPoolBackward(g, batch, channels, x, 0, y, 0, dy, 0, dx, 0);
            blas.maxPoolBackward(g, batch, channels, x, 0, y, 0, dy, 0, ex, 0);
            close(dx, ex, 1, "pool " + g);
        }
    }

    /** Windows of 2x2; what Keras on TensorFlow does, but that a NaN stays (there a maximum passes over it). */
    @Test
    void poolsInfinitiesAndNaN() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        pools(new float[] {1, inf, 3, inf}, inf, 2, new float[] {0, 2, 0, 0});
        pools(new float[] {-inf, 2, 3, -inf}, 3, 2, new float[] {0, 0, 2, 0});
        pools(new float[] {-inf, -inf, -inf, -inf}, -inf, 2, new float[] {2, 0, 0, 0});
        pools(new float[] {1, nan, 3, nan}, nan, 2, new float[] {0, 2, 0, 0});
        pools(new float[] {1, inf, nan, nan}, nan, 2, new float[] {0, 0, 2, 0});
        pools(new float[] {1, 2, 3, 3}, 3, inf, new float[] {0, 0, inf, 0});
        pools(new float[] {1, 2, 3, 3}, 3, nan, new float[] {0, 0, nan, 0});
        pools(new float[] {-1, -0f, 0, -1}, 0, -inf, new float[] {0, -inf, 0, 0});
    }

    private void pools(float[] x, float expected, float dy, float[] dx) {
        for (Backend backend : new Backend[] {java, blas}) {
            Window g = Window.of(2, 2, new int[] {2, 2}, new int[] {2, 2}, new int[] {1, 1}, false);
            float[] y = new float[1];
            backend.maxPool(g, 1, 1, x, 0, y, 0);
            assertEquals(expected, y[0]);
            float[] d = values(4);
            backend.maxPoolBackward(g, 1, 1, x, 0, y, 0, new float[] {dy}, 0, d, 0);
            assertArrayEquals(dx, d, backend.describe());
        }
    }

    @Test
    void vectorFunctionsKeepTheirBounds() {
        float[] x = new float[20_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 10_000) * 0.0087f;
        }
        float[] e = new float[x.length];
        float[] t = new float[x.length];
        float[] s = new float[x.length];
        blas.exp(x.length, x, 0, e, 0);
        blas.tanh(x.length, x, 0, t, 0);
        blas.sigmoid(x.length, x, 0, s, 0);
        for (int i = 0; i < x.length; i++) {
            assertEquals(1, e[i] / Math.exp(x[i]), 2e-7, "exp " + x[i]);
            assertEquals(Math.tanh(x[i]), t[i], 1e-6 * Math.max(Math.abs(Math.tanh(x[i])), 1e-30), "tanh " + x[i]);
            assertEquals(1 / (1 + Math.exp(-x[i])), s[i], 5e-7, "sigmoid " + x[i]);
        }
    }

    @Test
    void bitsDoNotDependOnThreads() {
        float[] a = values(130 * 700);
        float[] b = values(700 * 90);
        int before = Pool.shared().threads();
        float[] first = null;
        try {
            for (int threads : new int[] {1, 2, 4}) {
                Pool.setThreads(threads);
                float[] c = new float[130 * 90];
                blas.gemm(false, false, 130, 90, 700, 1, a, 0, 700, b, 0, 90, 0, c, 0, 90);
                if (first == null) {
                    first = c;
                }
                assertArrayEquals(first, c);
            }
        } finally {
            Pool.setThreads(before);
        }
    }

    /** A wrong call that got through would end the process, or show in values that are none of its business. */
    @Test
    void refusesEveryCallThatWouldLeaveAnArray() {
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
            if (fits) {
                blas.gemm(false, false, m, n, k, 1, a, off, lda, b, off, ldb, 1, c, off, ldc);
            } else {
                refused++;
                assertThrows(
                        BackendException.class,
                        () -> blas.gemm(false, false, m, n, k, 1, a, off, lda, b, off, ldb, 1, c, off, ldc));
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

    /** 65537 rows, 65536 apart: the product is 2³², which wraps to zero in ints. */
    @Test
    void refusesSizesWhoseProductWraps() {
        float[] small = new float[100_000];
        assertThrows(
                BackendException.class,
                () -> blas.gemm(true, false, 1, 1, 65_537, 1, small, 0, 65_536, small, 0, 1, 0, small, 0, 1));
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
