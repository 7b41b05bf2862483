package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.WorkerPool;
import dev.ludovic.netlib.blas.BLAS;
import java.util.concurrent.Semaphore;

/**
 * Every native call of the library, each with its arrays checked in long arithmetic first: netlib's own checks are of ints, and a wrong
 * offset kills the process.
 *
 * <p>All but the pool's own workers pass a fair gate, as many at once as there are cores: OpenBLAS holds a bounded number of work buffers.
 * A thread that runs a region inline, because another one has the pool, is no worker.
 */
final class NativeBlas {
    /** OpenBLAS is built for 64 threads and holds two work buffers for each: this many workers and as many others fit. */
    static final int MOST = 64;

    /** Rows and columns together for which OpenBLAS' gemv has its work space on the stack, not in a table that all threads lock: 2 KB. */
    private static final int STACK = 480;

    private final BLAS blas;
    private final Semaphore gate = new Semaphore(permits(), true);

    NativeBlas(BLAS blas) {
        this.blas = blas;
    }

    /** Native calls at once of threads that are no workers. */
    static int permits() {
        return Math.min(MOST, Runtime.getRuntime().availableProcessors());
    }

    /** c = α·op(a)·op(b) + β·c, row-major, in one call. */
    void gemm(
            boolean transposeA,
            boolean transposeB,
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
        ArgumentChecks.matrix("a", a, aOff, lda, transposeA ? k : m, transposeA ? m : k);
        ArgumentChecks.matrix("b", b, bOff, ldb, transposeB ? n : k, transposeB ? k : n);
        ArgumentChecks.matrix("c", c, cOff, ldc, m, n);
        if (m == 0 || n == 0 || k == 0) { // netlib's checks take k = 0 for a missing array
            scale(m, n, beta, c, cOff, ldc);
            return;
        }
        boolean gated = enter();
        try {
            // row-major is column-major of the transposes: cᵀ = op(b)ᵀ·op(a)ᵀ
            blas.sgemm(
                    transposeB ? "T" : "N",
                    transposeA ? "T" : "N",
                    n,
                    m,
                    k,
                    alpha,
                    b,
                    bOff,
                    apart(ldb, transposeB ? n : k, transposeB ? k : n),
                    a,
                    aOff,
                    apart(lda, transposeA ? k : m, transposeA ? m : k),
                    beta,
                    c,
                    cOff,
                    apart(ldc, m, n));
        } finally {
            leave(gated);
        }
    }

    private static void scale(int m, int n, float beta, float[] c, int cOff, int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = cOff + i * ldc; j < cOff + i * ldc + n; j++) {
                c[j] *= beta;
            }
        }
    }

    /** y = op(a)·x + β·y for a row-major (rows, columns) and vectors without gaps. */
    void gemv(
            boolean transpose,
            int rows,
            int columns,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] x,
            int xOff,
            float beta,
            float[] y,
            int yOff) {
        ArgumentChecks.matrix("a", a, aOff, lda, rows, columns);
        ArgumentChecks.require("x", x, xOff, transpose ? rows : columns);
        ArgumentChecks.require("y", y, yOff, transpose ? columns : rows);
        if (rows == 0 || columns == 0) {
            return;
        }
        int high = piece(rows, STACK - Math.min(columns, STACK / 2));
        int wide = piece(columns, STACK - high);
        boolean gated = enter();
        try {
            for (int i = 0; i < rows; i += high) {
                for (int j = 0; j < columns; j += wide) {
                    int m = Math.min(high, rows - i);
                    int n = Math.min(wide, columns - j);
                    blas.sgemv(
                            transpose ? "N" : "T",
                            n,
                            m,
                            alpha,
                            a,
                            aOff + i * lda + j,
                            apart(lda, m, n),
                            x,
                            xOff + (transpose ? i : j),
                            1,
                            (transpose ? i : j) == 0 ? beta : 1,
                            y,
                            yOff + (transpose ? j : i),
                            1);
                }
            }
        } finally {
            leave(gated);
        }
    }

    /** The length of equal pieces of at most {@code most}. */
    private static int piece(int length, int most) {
        int pieces = (length - 1) / most + 1;
        return (length - 1) / pieces + 1;
    }

    /** The distance between rows; of one row alone any would do, but netlib multiplies it in ints. */
    private static int apart(int ld, int rows, int columns) {
        return rows > 1 ? ld : Math.max(1, columns);
    }

    private boolean enter() {
        if (WorkerPool.onWorker() && WorkerPool.shared().threads() <= MOST) {
            return false;
        }
        gate.acquireUninterruptibly();
        return true;
    }

    private void leave(boolean gated) {
        if (gated) {
            gate.release();
        }
    }
}
