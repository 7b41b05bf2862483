package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.BackendException;
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

    /** c = a·b + β·c in one native call. */
    void gemm(Matrix a, Matrix b, float beta, Matrix c) {
        gemm(a, a.offset(), b, b.offset(), beta, c, c.offset());
    }

    /** The same for matrices that begin at other indices of their arrays. */
    void gemm(Matrix a, int aAt, Matrix b, int bAt, float beta, Matrix c, int cAt) {
        ArgumentChecks.gemm(a, aAt, b, bAt, c, cAt);
        int m = c.rows();
        int n = c.columns();
        int k = a.columns();
        if (m == 0 || n == 0 || k == 0) { // netlib refuses k = 0 as a missing array
            scale(beta, c.data(), cAt, GemmShape.of(a, b, c));
            return;
        }
        boolean acquired = enter();
        try {
            // a row-major matrix is its transpose in column-major order: cᵀ = bᵀ·aᵀ
            blas.sgemm(
                    b.transposed() ? "T" : "N",
                    a.transposed() ? "T" : "N",
                    n,
                    m,
                    k,
                    1,
                    b.data(),
                    bAt,
                    leadingDimension(b),
                    a.data(),
                    aAt,
                    leadingDimension(a),
                    beta,
                    c.data(),
                    cAt,
                    leadingDimension(c));
        } finally {
            leave(acquired);
        }
    }

    /** The same for matrices of this shape that begin at indices of arrays. */
    void gemm(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        int m = shape.m();
        int n = shape.n();
        int k = shape.k();
        shape.requireWithin(a, aAt, b, bAt, c, cAt);
        if (shape.size() == 0) {
            scale(beta, c, cAt, shape);
            return;
        }
        boolean acquired = enter();
        try {
            blas.sgemm(
                    shape.transposedB() ? "T" : "N",
                    shape.transposedA() ? "T" : "N",
                    n,
                    m,
                    k,
                    1,
                    b,
                    bAt,
                    leadingDimension(shape.ldb(), shape.transposedB() ? n : k, shape.transposedB() ? k : n),
                    a,
                    aAt,
                    leadingDimension(shape.lda(), shape.transposedA() ? k : m, shape.transposedA() ? m : k),
                    beta,
                    c,
                    cAt,
                    leadingDimension(shape.ldc(), m, n));
        } finally {
            leave(acquired);
        }
    }

    private static void scale(float beta, float[] c, int cAt, GemmShape shape) {
        for (int i = 0; i < shape.m(); i++) {
            int at = shape.indexC(cAt, i, 0);
            for (int j = at; j < at + shape.n(); j++) {
                c[j] *= beta;
            }
        }
    }

    /** y = x·b + β·y for x and y of one row, by the function for a matrix times a vector. */
    void gemv(GemmShape shape, float[] x, int xAt, float[] b, int bAt, float beta, float[] y, int yAt) {
        if (!shape.isRow()) {
            throw new BackendException("gemv: x is one row that is not transposed, got " + shape.m() + " rows");
        }
        shape.requireWithin(x, xAt, b, bAt, y, yAt);
        boolean transposed = shape.transposedB();
        int rows = transposed ? shape.n() : shape.k(); // of b, as they lie in the array
        int columns = transposed ? shape.k() : shape.n();
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
                            transposed ? "T" : "N",
                            n,
                            m,
                            1,
                            b,
                            bAt + i * shape.ldb() + j,
                            leadingDimension(shape.ldb(), m, n),
                            x,
                            xAt + (transposed ? j : i),
                            1,
                            (transposed ? j : i) == 0 ? beta : 1,
                            y,
                            yAt + (transposed ? i : j),
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

    private static int leadingDimension(Matrix m) {
        return leadingDimension(
                m.stride(), m.transposed() ? m.columns() : m.rows(), m.transposed() ? m.rows() : m.columns());
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
