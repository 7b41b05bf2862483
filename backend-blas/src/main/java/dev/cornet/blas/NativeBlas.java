package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.WorkerPool;
import dev.ludovic.netlib.blas.BLAS;
import java.util.concurrent.Semaphore;

/**
 * The native functions gemm and gemv for row-major matrices. Array bounds are checked in long arithmetic before each call: netlib checks
 * in ints only, and a wrong offset crashes the process.
 *
 * <p>Threads other than the pool's workers pass a fair semaphore with as many permits as there are cores, because OpenBLAS has a limited
 * number of work buffers (see {@code docs/decisions/2026-11-21-native-calls.md}). This includes a thread that runs its tasks inline because
 * another thread is using the pool.
 */
final class NativeBlas {
    /** OpenBLAS is built for 64 threads and has two work buffers for each: enough for this many workers and as many other threads. */
    static final int MAX_THREADS = 64;

    /**
     * The largest number of rows + columns for which OpenBLAS' gemv has its work buffer (2 KB) on the stack and takes no lock shared by all
     * threads.
     */
    private static final int STACK_VALUES = 480;

    private final NativeLoader natives;
    private final BLAS blas;
    private final Semaphore permits = new Semaphore(permitCount(), true);
    private volatile boolean hasBeenCalled;

    NativeBlas(NativeLoader natives) {
        this.natives = natives;
        this.blas = natives.blas();
    }

    /** The largest number of concurrent native calls of threads that are not workers of the pool. */
    static int permitCount() {
        return Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
    }

    /** c = α·op(a)·op(b) + β·c in one native call. */
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
        if (m == 0 || n == 0 || k == 0) { // netlib refuses k = 0 as a missing array
            scale(m, n, beta, c, cOff, ldc);
            return;
        }
        boolean acquired = enter();
        try {
            // a row-major matrix is its transpose in column-major order: cᵀ = op(b)ᵀ·op(a)ᵀ
            blas.sgemm(
                    transposeB ? "T" : "N",
                    transposeA ? "T" : "N",
                    n,
                    m,
                    k,
                    alpha,
                    b,
                    bOff,
                    leadingDimension(ldb, transposeB ? n : k, transposeB ? k : n),
                    a,
                    aOff,
                    leadingDimension(lda, transposeA ? k : m, transposeA ? m : k),
                    beta,
                    c,
                    cOff,
                    leadingDimension(ldc, m, n));
        } finally {
            leave(acquired);
        }
    }

    private static void scale(int m, int n, float beta, float[] c, int cOff, int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = cOff + i * ldc; j < cOff + i * ldc + n; j++) {
                c[j] *= beta;
            }
        }
    }

    /** y = α·op(a)·x + β·y for a (rows, columns) and contiguous vectors. */
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
        int blockRows = blockLength(rows, STACK_VALUES - Math.min(columns, STACK_VALUES / 2));
        int blockColumns = blockLength(columns, STACK_VALUES - blockRows);
        boolean acquired = enter();
        try {
            for (int i = 0; i < rows; i += blockRows) {
                for (int j = 0; j < columns; j += blockColumns) {
                    int m = Math.min(blockRows, rows - i);
                    int n = Math.min(blockColumns, columns - j);
                    blas.sgemv(
                            transpose ? "N" : "T",
                            n,
                            m,
                            alpha,
                            a,
                            aOff + i * lda + j,
                            leadingDimension(lda, m, n),
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
            leave(acquired);
        }
    }

    /** Length of the equal blocks, each at most {@code most}, into which {@code length} is cut. */
    private static int blockLength(int length, int most) {
        int blocks = (length - 1) / most + 1;
        return (length - 1) / blocks + 1;
    }

    /** The leading dimension; reduced for a single row, where it has no effect but could overflow netlib's int arithmetic. */
    private static int leadingDimension(int ld, int rows, int columns) {
        return rows > 1 ? ld : Math.max(1, columns);
    }

    private boolean enter() {
        if (!hasBeenCalled) {
            natives.useOneThread();
            hasBeenCalled = true;
        }
        if (WorkerPool.isWorkerThread() && WorkerPool.shared().threads() <= MAX_THREADS) {
            return false;
        }
        permits.acquireUninterruptibly();
        return true;
    }

    private void leave(boolean acquired) {
        if (acquired) {
            permits.release();
        }
    }
}
