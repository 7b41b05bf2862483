package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/**
 * Row-major matrix product, cut into native calls that run on the worker pool: {@link PackedGemm} for most large products, and otherwise
 * calls of at most a million multiply-adds. Up to this size OpenBLAS uses its kernels for small matrices, which need no packing.
 *
 * <p>The division depends on the sizes alone, so results are bitwise the same for any number of threads: tiles of 64 columns (128 if k is
 * short) and of as many rows as keep a call below the limit. A long k is cut as well; if there are few tiles, several threads each
 * compute a partial sum over a part of k, and the partial sums are added in a fixed order. See {@code
 * docs/decisions/2026-11-21-gemm-tiles.md}.
 */
final class Gemm {
    private static final int TINY_LIMIT = 300;
    private static final int LONG_K = 1024;
    private static final int K_PART = 512;
    private static final int MAX_TASKS = 16;

    /** The largest number of values of a result whose k may be cut into parts: half of {@link #MAX_TASKS} tiles of 64 × 24. */
    private static final int MAX_SUM_OF_PARTS = MAX_TASKS / 2 * 64 * 24;

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
    private final NativeCallSize callSize;
    private final PackedGemm packed;

    Gemm(NativeBlas blas, NativeCallSize callSize) {
        this.blas = blas;
        this.callSize = callSize;
        this.packed = new PackedGemm(blas, callSize);
    }

    /** The size of the calls within a task. */
    NativeCallSize callSize() {
        return callSize;
    }

    /** c = a·b + β·c; c is not transposed. */
    void run(Matrix a, Matrix b, float beta, Matrix c) {
        run(a, a.offset(), b, b.offset(), beta, c, c.offset());
    }

    /** The same for matrices moved along their arrays. */
    void run(Matrix a, int aAt, Matrix b, int bAt, float beta, Matrix c, int cAt) {
        boolean isRow = a.rows() == 1 && !a.transposed();
        if (isOneCall((long) c.rows() * c.columns() * a.columns()) && !isRow) {
            blas.gemm(a, aAt, b, bAt, beta, c, cAt);
        } else {
            ArgumentChecks.gemm(a, aAt, b, bAt, c, cAt);
            run(GemmShape.of(a, b, c), a.data(), aAt, b.data(), bAt, beta, c.data(), cAt);
        }
    }

    /** The same for matrices of this shape that begin at indices of arrays. */
    void run(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        boolean isRow = shape.isRow();
        if (isOneCall(shape.size()) && !(isRow && beta == 0)) {
            if (isRow) {
                blas.gemv(shape, a, aAt, b, bAt, beta, c, cAt);
            } else {
                blas.gemm(shape, a, aAt, b, bAt, beta, c, cAt);
            }
            return;
        }
        shape.requireWithin(a, aAt, b, bAt, c, cAt);
        boolean isEmpty = shape.size() == 0;
        boolean isTiny = shape.size() <= TINY_LIMIT;
        if (isEmpty || (beta == 0 && (isTiny || isRow))) {
            scale(shape, beta, c, cAt); // native gemv with β = 0 keeps a NaN in c, unlike gemm
        }
        if (isEmpty) {
            return;
        }
        float betaAfterScale = beta == 0 ? 1 : beta;
        if (isTiny) {
            tiny(shape, a, aAt, b, bAt, betaAfterScale, c, cAt);
        } else if (isRow) {
            vector(shape, a, aAt, b, bAt, betaAfterScale, c, cAt);
        } else if (isFewRowsTimesLargeMatrix(shape)) {
            fewRows(shape, a, aAt, b, bAt, beta, c, cAt);
        } else if (PackedGemm.isFaster(shape) && !isSumOfParts(shape)) {
            packed.run(shape, a, aAt, b, bAt, beta, c, cAt);
        } else {
            tiles(shape, a, aAt, b, bAt, beta, c, cAt);
        }
    }

    /** True within a task for products of ordinary size, which are a single native call. */
    private boolean isOneCall(long size) {
        return size > TINY_LIMIT && size <= callSize.most() && WorkerPool.isInsideTask();
    }

    /** c ← β·c; zeros if β is 0, even where c is NaN. */
    private static void scale(GemmShape shape, float beta, float[] c, int cAt) {
        int n = shape.n();
        for (int i = 0; i < shape.m(); i++) {
            int at = shape.indexC(cAt, i, 0);
            if (beta == 0) {
                Arrays.fill(c, at, at + n, 0f);
            } else {
                for (int j = at; j < at + n; j++) {
                    c[j] *= beta;
                }
            }
        }
    }

    /** True for a few rows times a matrix that is too large for the caches. */
    private static boolean isFewRowsTimesLargeMatrix(GemmShape shape) {
        return shape.m() <= FEW_ROWS
                && shape.n() >= MANY_COLUMNS
                && (long) shape.n() * shape.k() >= LARGE_MATRIX
                && !shape.transposedA()
                && !shape.transposedB()
                && !WorkerPool.isInsideTask();
    }

    /**
     * Cuts k into parts with partial sums, added in order. Each native call takes a few whole rows of b, so that b is read in its memory
     * order.
     */
    private void fewRows(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        int m = shape.m();
        int n = shape.n();
        int size = m * n;
        int depth = (int) Math.max(8, NativeCallSize.MAX_UNPACKED / 2 / size / 8 * 8);
        float[][] sums = Workspace.planes(PART_SUMS, MAX_TASKS, size);
        GemmShape usual = shape.block(m, n, depth).into(n);
        WorkerPool.shared().run(MAX_TASKS, part -> {
            int to = partStart(part + 1, MAX_TASKS, shape.k());
            Arrays.fill(sums[part], 0, size, 0f);
            for (int p = partStart(part, MAX_TASKS, shape.k()); p < to; p += depth) {
                GemmShape call = usual.block(m, n, Math.min(depth, to - p));
                blas.gemm(call, a, shape.indexA(aAt, 0, p), b, shape.indexB(bAt, p, 0), 1, sums[part], 0);
            }
        });
        for (int part = 1; part < MAX_TASKS; part++) {
            VectorMath.add(sums[0], sums[part], 0, size);
        }
        if (beta != 1) {
            scale(shape, beta, c, cAt);
        }
        add(sums[0], 0, shape, c, cAt);
    }

    /** The first index of a part of a length; the length for the part after the last. */
    static int partStart(int part, int parts, int length) {
        return (int) ((long) part * length / parts);
    }

    private void tiles(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        int m = shape.m();
        int n = shape.n();
        int k = shape.k();
        int depth = k > LONG_K ? K_PART : k; // the largest number of columns of a in one call
        int tileColumns = Math.min(n, depth <= 256 ? 128 : 64);
        int fittingRows = (int) Math.max(8, NativeCallSize.MAX_UNPACKED / ((long) tileColumns * depth) / 8 * 8);
        int tileRows = Math.min(m, fittingRows);
        int tilesAcross = (n + tileColumns - 1) / tileColumns;
        int tiles = Math.multiplyExact(tilesAcross, (m + tileRows - 1) / tileRows);
        int parts = parts(shape, tiles);
        if (tiles * parts == 1 && depth == k) { // the most common case in a network: not sent through the pool
            blas.gemm(shape, a, aAt, b, bAt, beta, c, cAt);
            return;
        }
        int size = m * n;
        float[] sums = parts == 1 ? c : zeros((parts - 1) * size);
        GemmShape usual = shape.block(tileRows, tileColumns, depth);
        GemmShape usualOfSums = usual.into(n);
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
            float[] target = isFirst ? c : sums;
            int at = isFirst ? shape.indexC(cAt, i, j) : (part - 1) * size + i * n + j;
            for (int p = from; p < to; p += depth) {
                GemmShape call = (isFirst ? usual : usualOfSums).block(rows, columns, Math.min(depth, to - p));
                float betaOfCall = isFirst && p == from ? beta : 1;
                blas.gemm(call, a, shape.indexA(aAt, i, p), b, shape.indexB(bAt, p, j), betaOfCall, target, at);
            }
        };
        if (tiles * parts == 1) {
            body.run(0);
        } else {
            WorkerPool.shared().run(tiles * parts, body);
        }
        for (int part = 1; part < parts; part++) {
            add(sums, (part - 1) * size, shape, c, cAt);
        }
    }

    private static float[] zeros(int count) {
        float[] sums = Workspace.floats(SUMS, count);
        Arrays.fill(sums, 0, count, 0f);
        return sums;
    }

    /** Number of parts of k, each with its own partial sum, so that a small result with a long k keeps all cores busy. */
    private static int parts(GemmShape shape, int tiles) {
        int k = shape.k();
        if (k < 2 * LONG_K || tiles > MAX_TASKS / 2 || WorkerPool.isInsideTask()) {
            return 1;
        }
        long calls = shape.size() / NativeCallSize.MAX_UNPACKED;
        return (int) Math.max(1, Math.min(Math.min(calls, k / LONG_K), MAX_TASKS / tiles));
    }

    /** True for a long k and a result of so few tiles that k is cut into parts. */
    private static boolean isSumOfParts(GemmShape shape) {
        return shape.k() >= 2 * LONG_K && (long) shape.m() * shape.n() <= MAX_SUM_OF_PARTS;
    }

    private static void add(float[] sums, int at, GemmShape shape, float[] c, int cAt) {
        int n = shape.n();
        for (int i = 0; i < shape.m(); i++) {
            for (int j = 0; j < n; j++) {
                c[shape.indexC(cAt, i, j)] += sums[at + i * n + j];
            }
        }
    }

    /** One row times a matrix. A long k is cut into parts with partial sums, added in order, so that b is read in its memory order. */
    private void vector(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        int n = shape.n();
        int k = shape.k();
        int parts = (int) Math.min(MAX_TASKS, Long.highestOneBit((long) n * k / MIN_VECTOR_TASK));
        if (shape.transposedB() || k < SHORT_K || parts < 2 || WorkerPool.isInsideTask()) {
            int tileColumns =
                    (int) Math.max(64, Math.min(n, NativeCallSize.MAX_UNPACKED / 2 / Math.max(1, k) / 16 * 16));
            WorkerPool.shared().range(n, tileColumns, (from, to) -> {
                GemmShape call = shape.block(1, to - from, k);
                blas.gemv(call, a, aAt, b, shape.indexB(bAt, 0, from), beta, c, cAt + from);
            });
            return;
        }
        float[][] sums = Workspace.planes(PART_SUMS, parts, n);
        WorkerPool.shared().run(parts, part -> {
            int from = partStart(part, parts, k);
            GemmShape call = shape.block(1, n, partStart(part + 1, parts, k) - from);
            Arrays.fill(sums[part], 0, n, 0f);
            blas.gemv(call, a, aAt + from, b, shape.indexB(bAt, from, 0), 1, sums[part], 0);
        });
        for (int part = 1; part < parts; part++) {
            VectorMath.add(sums[0], sums[part], 0, n);
        }
        for (int j = 0; j < n; j++) {
            c[cAt + j] = beta * c[cAt + j] + sums[0][j];
        }
    }

    private static void tiny(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        for (int i = 0; i < shape.m(); i++) {
            for (int j = 0; j < shape.n(); j++) {
                float sum = 0;
                for (int p = 0; p < shape.k(); p++) {
                    sum += a[shape.indexA(aAt, i, p)] * b[shape.indexB(bAt, p, j)];
                }
                int at = shape.indexC(cAt, i, j);
                c[at] = sum + beta * c[at];
            }
        }
    }
}
