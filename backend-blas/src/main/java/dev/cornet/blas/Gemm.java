package dev.cornet.blas;

import dev.cornet.backend.Bounds;
import dev.cornet.backend.Pool;

/**
 * Row-major matrix products cut into calls of at most a million multiply-adds, the size up to which OpenBLAS works without packing and at
 * the processor's peak, shared out over the pool.
 *
 * <p>The cut depends on the sizes alone: columns in tiles of 64 (128 where k is short), rows in as many as keep a call below the limit,
 * and where k is long and the product small, k in parts that are added up in order.
 */
final class Gemm {
    private static final long CALL = 1_000_000;
    private static final int TINY = 300;
    private static final int LONG_K = 1024;
    private static final int K_PART = 512;

    private final NativeBlas blas;

    Gemm(NativeBlas blas) {
        this.blas = blas;
    }

    void run(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        Bounds.matrix("a", a, aOff, lda, ta ? k : m, ta ? m : k);
        Bounds.matrix("b", b, bOff, ldb, tb ? n : k, tb ? k : n);
        Bounds.matrix("c", c, cOff, ldc, m, n);
        if (k == 0 || alpha == 0 || beta == 0) {
            scale(m, n, beta, c, cOff, ldc); // native β = 0 may keep a NaN of c in some paths; ours never does
        }
        if (m == 0 || n == 0 || k == 0 || alpha == 0) {
            return;
        }
        float kept = beta == 0 ? 1 : beta;
        if ((long) m * n * k <= TINY) {
            tiny(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, kept, c, cOff, ldc);
        } else if (m == 1 && !ta) {
            vector(tb, n, k, alpha, a, aOff, b, bOff, ldb, kept, c, cOff);
        } else {
            tiles(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, kept, c, cOff, ldc);
        }
    }

    private void tiles(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        int part = k > LONG_K ? K_PART : k;
        int wide = Math.min(n, part <= 256 ? 128 : 64);
        int high = (int) Math.max(8, CALL / ((long) wide * part) / 8 * 8);
        int tall = Math.min(m, high);
        int across = (n + wide - 1) / wide;
        int down = (m + tall - 1) / tall;
        Pool.shared().run(Math.multiplyExact(across, down), tile -> {
            int i = tile / across * tall;
            int j = tile % across * wide;
            int rows = Math.min(tall, m - i);
            int columns = Math.min(wide, n - j);
            for (int p = 0; p < k; p += part) {
                int depth = Math.min(part, k - p);
                blas.gemm(
                        ta,
                        tb,
                        rows,
                        columns,
                        depth,
                        alpha,
                        a,
                        aOff + (ta ? p * lda + i : i * lda + p),
                        lda,
                        b,
                        bOff + (tb ? j * ldb + p : p * ldb + j),
                        ldb,
                        p == 0 ? beta : 1,
                        c,
                        cOff + i * ldc + j,
                        ldc);
            }
        });
    }

    /** One row times a matrix, in blocks of output columns. */
    private void vector(
            boolean tb,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff) {
        int wide = (int) Math.max(64, Math.min(n, CALL / 2 / Math.max(1, k) / 16 * 16));
        Pool.shared().range(n, wide, (from, to) -> {
            if (tb) {
                blas.gemv(false, to - from, k, alpha, b, bOff + from * ldb, ldb, a, aOff, beta, c, cOff + from);
            } else {
                blas.gemv(true, k, to - from, alpha, b, bOff + from, ldb, a, aOff, beta, c, cOff + from);
            }
        });
    }

    private static void tiny(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = 0;
                for (int p = 0; p < k; p++) {
                    float x = ta ? a[aOff + p * lda + i] : a[aOff + i * lda + p];
                    sum += x * (tb ? b[bOff + j * ldb + p] : b[bOff + p * ldb + j]);
                }
                c[cOff + i * ldc + j] = alpha * sum + beta * c[cOff + i * ldc + j];
            }
        }
    }

    private static void scale(int m, int n, float beta, float[] c, int cOff, int ldc) {
        for (int i = 0; i < m; i++) {
            int at = cOff + i * ldc;
            if (beta == 0) {
                java.util.Arrays.fill(c, at, at + n, 0f);
            } else {
                for (int j = at; j < at + n; j++) {
                    c[j] *= beta;
                }
            }
        }
    }
}
