package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/**
 * Row-major matrix product, cut into native calls of at most a million multiply-adds that run on the worker pool. Up to this size OpenBLAS
 * uses its kernels for small matrices, which need no packing, and reaches the processor's peak.
 *
 * <p>The division depends on the sizes alone, so results are bitwise the same for any number of threads: tiles of 64 columns (128 if k is
 * short) and of as many rows as keep a call below the limit. A long k is cut as well; if there are few tiles, several threads each
 * compute a partial sum over a part of k, and the partial sums are added in a fixed order. See {@code
 * docs/decisions/2026-11-21-gemm-tiles.md}.
 */
final class Gemm {
    private static final long CALL_LIMIT = 1_000_000;
    private static final int TINY_LIMIT = 300;
    private static final int LONG_K = 1024;
    private static final int K_PART = 512;
    private static final int MAX_TASKS = 16;
    private static final Slot SUMS = Slot.of();
    private static final Slot PART_SUMS = Slot.of();

    /** The smallest number of values of the matrix in one task of a matrix-vector product: 256 KB. */
    private static final int MIN_VECTOR_TASK = 65_536;

    private static final int SHORT_K = 256;

    private static final int FEW_ROWS = 16;
    private static final int MANY_COLUMNS = 1024;

    /** The number of values of a matrix that exceeds a core's caches: 16 MB. */
    private static final int LARGE_MATRIX = 1 << 22;

    private final NativeBlas blas;

    Gemm(NativeBlas blas) {
        this.blas = blas;
    }

    /** c = a·b + β·c; c is not transposed. */
    void run(Matrix a, Matrix b, float beta, Matrix c) {
        run(a, a.offset(), b, b.offset(), beta, c, c.offset());
    }

    /** The same for matrices that begin at other indices of their arrays. */
    void run(Matrix a, int aAt, Matrix b, int bAt, float beta, Matrix c, int cAt) {
        long size = (long) c.rows() * c.columns() * a.columns();
        boolean isRow = a.rows() == 1 && !a.transposed();
        if (isOneCall(size) && !(isRow && beta == 0)) {
            if (isRow) {
                blas.gemv(a, aAt, b, bAt, beta, c, cAt);
            } else {
                blas.gemm(a, aAt, b, bAt, beta, c, cAt);
            }
        } else {
            cut(a.at(aAt), b.at(bAt), beta, c.at(cAt));
        }
    }

    /** The same for matrices of this shape that begin at indices of arrays. */
    void run(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        if (isOneCall(shape.size()) && !shape.isRow()) {
            blas.gemm(shape, a, aAt, b, bAt, beta, c, cAt);
        } else {
            run(shape.a(a, aAt), shape.b(b, bAt), beta, shape.c(c, cAt));
        }
    }

    /** True within a task for products of ordinary size, which are a single native call. */
    private static boolean isOneCall(long size) {
        return size > TINY_LIMIT && size <= CALL_LIMIT && WorkerPool.isInsideTask();
    }

    private void cut(Matrix a, Matrix b, float beta, Matrix c) {
        ArgumentChecks.gemm(a, b, c);
        long size = (long) c.rows() * c.columns() * a.columns();
        boolean isRow = a.rows() == 1 && !a.transposed();
        boolean isTiny = size <= TINY_LIMIT;
        boolean isEmpty = size == 0;
        if (isEmpty || (beta == 0 && (isTiny || isRow))) {
            scale(beta, c); // native gemv with β = 0 keeps a NaN in c, unlike gemm
        }
        if (isEmpty) {
            return;
        }
        float betaAfterScale = beta == 0 ? 1 : beta;
        if (isTiny) {
            tiny(a, b, betaAfterScale, c);
        } else if (isRow) {
            vector(a, b, betaAfterScale, c);
        } else if (isFewRowsTimesLargeMatrix(a, b)) {
            fewRows(a, b, beta, c);
        } else {
            tiles(a, b, beta, c);
        }
    }

    /** c ← β·c; zeros if β is 0, even where c is NaN. */
    private static void scale(float beta, Matrix c) {
        for (int i = 0; i < c.rows(); i++) {
            int at = c.index(i, 0);
            if (beta == 0) {
                Arrays.fill(c.data(), at, at + c.columns(), 0f);
            } else {
                for (int j = at; j < at + c.columns(); j++) {
                    c.data()[j] *= beta;
                }
            }
        }
    }

    /** True for a few rows times a matrix that is too large for the caches. */
    private static boolean isFewRowsTimesLargeMatrix(Matrix a, Matrix b) {
        return a.rows() <= FEW_ROWS
                && b.columns() >= MANY_COLUMNS
                && (long) b.columns() * b.rows() >= LARGE_MATRIX
                && !a.transposed()
                && !b.transposed()
                && !WorkerPool.isInsideTask();
    }

    /**
     * Cuts k into parts with partial sums, added in order. Each native call takes a few whole rows of b, so that b is read in its memory
     * order.
     */
    private void fewRows(Matrix a, Matrix b, float beta, Matrix c) {
        int m = c.rows();
        int n = c.columns();
        int k = a.columns();
        int size = m * n;
        int depth = (int) Math.max(8, CALL_LIMIT / 2 / size / 8 * 8);
        float[][] sums = Workspace.planes(PART_SUMS, MAX_TASKS, size);
        GemmShape shape = new GemmShape(m, n, depth, false, false, a.stride(), b.stride(), n);
        WorkerPool.shared().run(MAX_TASKS, part -> {
            int to = partStart(part + 1, MAX_TASKS, k);
            Arrays.fill(sums[part], 0, size, 0f);
            for (int p = partStart(part, MAX_TASKS, k); p < to; p += depth) {
                GemmShape call = shape.block(m, n, Math.min(depth, to - p));
                blas.gemm(call, a.data(), a.index(0, p), b.data(), b.index(p, 0), 1, sums[part], 0);
            }
        });
        for (int part = 1; part < MAX_TASKS; part++) {
            VectorMath.add(sums[0], sums[part], 0, size);
        }
        if (beta != 1) {
            scale(beta, c);
        }
        add(sums[0], 0, c);
    }

    /** The first index of a part of k values; k for the part after the last. */
    private static int partStart(int part, int parts, int k) {
        return (int) ((long) part * k / parts);
    }

    private void tiles(Matrix a, Matrix b, float beta, Matrix c) {
        int m = c.rows();
        int n = c.columns();
        int k = a.columns();
        int tileColumns = Math.min(n, depth(k) <= 256 ? 128 : 64);
        int fittingRows = (int) Math.max(8, CALL_LIMIT / ((long) tileColumns * depth(k)) / 8 * 8);
        int tileRows = Math.min(m, fittingRows);
        int tilesAcross = (n + tileColumns - 1) / tileColumns;
        int tiles = Math.multiplyExact(tilesAcross, (m + tileRows - 1) / tileRows);
        int parts = parts(m, n, k, tiles);
        if (tiles * parts == 1 && k == depth(k)) { // the most common case in a network: not sent through the pool
            blas.gemm(a, b, beta, c);
            return;
        }
        int size = m * n;
        int depth = depth(k);
        float[] sums = parts == 1 ? c.data() : zeros((parts - 1) * size);
        GemmShape usual = GemmShape.of(a, b, c).block(tileRows, tileColumns, depth);
        GemmShape usualOfSums =
                new GemmShape(tileRows, tileColumns, depth, a.transposed(), b.transposed(), a.stride(), b.stride(), n);
        WorkerPool.Task body = task -> {
            int part = parts == 1 ? 0 : task / tiles;
            int tile = task - part * tiles;
            int i = tile / tilesAcross * tileRows;
            int j = tile % tilesAcross * tileColumns;
            int from = partStart(part, parts, k);
            int to = partStart(part + 1, parts, k);
            int rows = Math.min(tileRows, m - i);
            int columns = Math.min(tileColumns, n - j);
            boolean isFirst = part == 0;
            float[] target = isFirst ? c.data() : sums;
            int at = isFirst ? c.index(i, j) : (part - 1) * size + i * n + j;
            for (int p = from; p < to; p += depth) {
                GemmShape call = (isFirst ? usual : usualOfSums).block(rows, columns, Math.min(depth, to - p));
                float betaOfCall = isFirst && p == from ? beta : 1;
                blas.gemm(call, a.data(), a.index(i, p), b.data(), b.index(p, j), betaOfCall, target, at);
            }
        };
        if (tiles * parts == 1) {
            body.run(0);
        } else {
            WorkerPool.shared().run(tiles * parts, body);
        }
        for (int part = 1; part < parts; part++) {
            add(sums, (part - 1) * size, c);
        }
    }

    private static float[] zeros(int count) {
        float[] sums = Workspace.floats(SUMS, count);
        Arrays.fill(sums, 0, count, 0f);
        return sums;
    }

    /** The largest number of columns of op(a) in one call. */
    private static int depth(int k) {
        return k > LONG_K ? K_PART : k;
    }

    /** Number of parts of k, each with its own partial sum, so that a small result with a long k keeps all cores busy. */
    private static int parts(int m, int n, int k, int tiles) {
        if (k < 2 * LONG_K || tiles > MAX_TASKS / 2 || WorkerPool.isInsideTask()) {
            return 1;
        }
        long calls = (long) m * n * k / CALL_LIMIT;
        return (int) Math.max(1, Math.min(Math.min(calls, k / LONG_K), MAX_TASKS / tiles));
    }

    private static void add(float[] sums, int at, Matrix c) {
        int n = c.columns();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < n; j++) {
                c.data()[c.index(i, j)] += sums[at + i * n + j];
            }
        }
    }

    /** One row times a matrix. A long k is cut into parts with partial sums, added in order, so that b is read in its memory order. */
    private void vector(Matrix a, Matrix b, float beta, Matrix c) {
        int n = c.columns();
        int k = a.columns();
        int parts = (int) Math.min(MAX_TASKS, Long.highestOneBit((long) n * k / MIN_VECTOR_TASK));
        if (b.transposed() || k < SHORT_K || parts < 2 || WorkerPool.isInsideTask()) {
            int tileColumns = (int) Math.max(64, Math.min(n, CALL_LIMIT / 2 / Math.max(1, k) / 16 * 16));
            WorkerPool.shared()
                    .range(
                            n,
                            tileColumns,
                            (from, to) ->
                                    blas.gemv(a, b.block(0, k, from, to - from), beta, c.block(0, 1, from, to - from)));
            return;
        }
        float[][] sums = Workspace.planes(PART_SUMS, parts, n);
        WorkerPool.shared().run(parts, part -> {
            int from = partStart(part, parts, k);
            int length = partStart(part + 1, parts, k) - from;
            Arrays.fill(sums[part], 0, n, 0f);
            blas.gemv(a.block(0, 1, from, length), b.block(from, length, 0, n), 1, Matrix.of(sums[part], 0, 1, n));
        });
        for (int part = 1; part < parts; part++) {
            VectorMath.add(sums[0], sums[part], 0, n);
        }
        float[] cs = c.data();
        for (int j = 0; j < n; j++) {
            cs[c.offset() + j] = beta * cs[c.offset() + j] + sums[0][j];
        }
    }

    private static void tiny(Matrix a, Matrix b, float beta, Matrix c) {
        float[] as = a.data();
        float[] bs = b.data();
        float[] cs = c.data();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                float sum = 0;
                for (int p = 0; p < a.columns(); p++) {
                    sum += as[a.index(i, p)] * bs[b.index(p, j)];
                }
                int at = c.index(i, j);
                cs[at] = sum + beta * cs[at];
            }
        }
    }
}
