package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
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
    private static final int SUMS_SLOT = 11;
    private static final int PART_SUMS_SLOT = 7;

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
        long size = (long) m * n * k;
        boolean isRow = m == 1 && !ta;
        if (WorkerPool.isInsideTask()
                && size > TINY_LIMIT
                && size <= CALL_LIMIT
                && !(isRow && beta == 0)
                && alpha != 0) {
            // within a task: a single native call, without allocation
            ArgumentChecks.matrix("a", a, aOff, lda, ta ? k : m, ta ? m : k);
            ArgumentChecks.matrix("b", b, bOff, ldb, tb ? n : k, tb ? k : n);
            ArgumentChecks.matrix("c", c, cOff, ldc, m, n);
            if (isRow) {
                blas.gemv(!tb, tb ? n : k, tb ? k : n, alpha, b, bOff, ldb, a, aOff, beta, c, cOff);
            } else {
                blas.gemm(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
            }
            return;
        }
        run(new GemmCall(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc));
    }

    private void run(GemmCall call) {
        boolean isEmpty = call.m() == 0 || call.n() == 0 || call.k() == 0 || call.alpha() == 0;
        boolean isTiny = (long) call.m() * call.n() * call.k() <= TINY_LIMIT;
        boolean isRow = call.m() == 1 && !call.transposeA();
        if (isEmpty || (call.beta() == 0 && (isTiny || isRow))) {
            call.scale(); // native gemv with β = 0 keeps a NaN in c, unlike gemm
        }
        if (isEmpty) {
            return;
        }
        float betaAfterScale = call.beta() == 0 ? 1 : call.beta();
        if (isTiny) {
            tiny(call, betaAfterScale);
        } else if (isRow) {
            vector(call, betaAfterScale);
        } else if (isFewRowsTimesLargeMatrix(call)) {
            fewRows(call);
        } else {
            tiles(call, call.beta());
        }
    }

    /** True for a few rows times a matrix that is too large for the caches. */
    private static boolean isFewRowsTimesLargeMatrix(GemmCall call) {
        return call.m() <= FEW_ROWS
                && call.n() >= MANY_COLUMNS
                && (long) call.n() * call.k() >= LARGE_MATRIX
                && !call.transposeA()
                && !call.transposeB()
                && !WorkerPool.isInsideTask();
    }

    /**
     * Cuts k into parts with partial sums, added in order. Each native call takes a few whole rows of b, so that b is read in its memory
     * order.
     */
    private void fewRows(GemmCall call) {
        int size = call.m() * call.n();
        int depth = (int) Math.max(8, CALL_LIMIT / 2 / size / 8 * 8);
        float[][] sums = Workspace.planes(PART_SUMS_SLOT, MAX_TASKS, size);
        WorkerPool.shared().run(MAX_TASKS, part -> {
            int from = (int) ((long) part * call.k() / MAX_TASKS);
            int to = (int) ((long) (part + 1) * call.k() / MAX_TASKS);
            Arrays.fill(sums[part], 0, size, 0f);
            for (int p = from; p < to; p += depth) {
                int rows = Math.min(depth, to - p);
                float[] b = call.b();
                float[] sum = sums[part];
                blas.gemm(
                        false,
                        false,
                        call.m(),
                        call.n(),
                        rows,
                        call.alpha(),
                        call.a(),
                        call.aAt(0, p),
                        call.lda(),
                        b,
                        call.bAt(p, 0),
                        call.ldb(),
                        1,
                        sum,
                        0,
                        call.n());
            }
        });
        for (int part = 1; part < MAX_TASKS; part++) {
            VectorMath.add(sums[0], sums[part], 0, size);
        }
        if (call.beta() != 1) {
            call.scale();
        }
        add(sums[0], 0, call);
    }

    private void tiles(GemmCall call, float beta) {
        int tileColumns = Math.min(call.n(), depth(call.k()) <= 256 ? 128 : 64);
        int fittingRows = (int) Math.max(8, CALL_LIMIT / ((long) tileColumns * depth(call.k())) / 8 * 8);
        int tileRows = Math.min(call.m(), fittingRows);
        int tilesAcross = (call.n() + tileColumns - 1) / tileColumns;
        int tiles = Math.multiplyExact(tilesAcross, (call.m() + tileRows - 1) / tileRows);
        int parts = parts(call, tiles);
        if (tiles * parts == 1) { // a single tile, the most common case in a network: not sent through the pool
            tile(call, 0, call.m(), 0, call.n(), 0, call.k(), beta, call.c(), call.cOff(), call.ldc());
            return;
        }
        int size = call.m() * call.n();
        float[] sums = parts == 1 ? call.c() : zeros((parts - 1) * size);
        WorkerPool.shared().run(tiles * parts, task -> {
            int part = parts == 1 ? 0 : task / tiles;
            int tile = task - part * tiles;
            int i = tile / tilesAcross * tileRows;
            int j = tile % tilesAcross * tileColumns;
            int from = part == 0 ? 0 : (int) ((long) part * call.k() / parts);
            int to = part == parts - 1 ? call.k() : (int) ((long) (part + 1) * call.k() / parts);
            int rows = Math.min(tileRows, call.m() - i);
            int columns = Math.min(tileColumns, call.n() - j);
            if (part == 0) {
                tile(call, i, rows, j, columns, from, to, beta, call.c(), call.cAt(i, j), call.ldc());
            } else {
                int at = (part - 1) * size + i * call.n() + j;
                tile(call, i, rows, j, columns, from, to, 1, sums, at, call.n());
            }
        });
        for (int part = 1; part < parts; part++) {
            add(sums, (part - 1) * size, call);
        }
    }

    private static float[] zeros(int count) {
        float[] sums = Workspace.floats(SUMS_SLOT, count);
        Arrays.fill(sums, 0, count, 0f);
        return sums;
    }

    /** The largest number of columns of op(a) in one call. */
    private static int depth(int k) {
        return k > LONG_K ? K_PART : k;
    }

    /** Number of parts of k, each with its own partial sum, so that a small result with a long k keeps all cores busy. */
    private static int parts(GemmCall call, int tiles) {
        if (call.k() < 2 * LONG_K || tiles > MAX_TASKS / 2 || WorkerPool.isInsideTask()) {
            return 1;
        }
        long calls = (long) call.m() * call.n() * call.k() / CALL_LIMIT;
        return (int) Math.max(1, Math.min(Math.min(calls, call.k() / LONG_K), MAX_TASKS / tiles));
    }

    private void tile(
            GemmCall call,
            int i,
            int rows,
            int j,
            int columns,
            int from,
            int to,
            float beta,
            float[] c,
            int cAt,
            int ldc) {
        for (int p = from; p < to; p += depth(call.k())) {
            blas.gemm(
                    call.transposeA(),
                    call.transposeB(),
                    rows,
                    columns,
                    Math.min(depth(call.k()), to - p),
                    call.alpha(),
                    call.a(),
                    call.aAt(i, p),
                    call.lda(),
                    call.b(),
                    call.bAt(p, j),
                    call.ldb(),
                    p == from ? beta : 1,
                    c,
                    cAt,
                    ldc);
        }
    }

    private static void add(float[] sums, int at, GemmCall call) {
        for (int i = 0; i < call.m(); i++) {
            for (int j = 0; j < call.n(); j++) {
                call.c()[call.cAt(i, j)] += sums[at + i * call.n() + j];
            }
        }
    }

    /** One row times a matrix. A long k is cut into parts with partial sums, added in order, so that b is read in its memory order. */
    private void vector(GemmCall call, float beta) {
        int n = call.n();
        int k = call.k();
        int parts = (int) Math.min(MAX_TASKS, Long.highestOneBit((long) n * k / MIN_VECTOR_TASK));
        if (call.transposeB() || k < SHORT_K || parts < 2 || WorkerPool.isInsideTask()) {
            int tileColumns = (int) Math.max(64, Math.min(n, CALL_LIMIT / 2 / Math.max(1, k) / 16 * 16));
            WorkerPool.shared()
                    .range(
                            n,
                            tileColumns,
                            (from, to) -> vector(call, from, to - from, 0, k, beta, call.c(), call.cAt(0, from)));
            return;
        }
        float[][] sums = Workspace.planes(PART_SUMS_SLOT, parts, n);
        WorkerPool.shared().run(parts, part -> {
            int from = (int) ((long) part * k / parts);
            int to = (int) ((long) (part + 1) * k / parts);
            Arrays.fill(sums[part], 0, n, 0f);
            vector(call, 0, n, from, to, 1, sums[part], 0);
        });
        for (int part = 1; part < parts; part++) {
            VectorMath.add(sums[0], sums[part], 0, n);
        }
        float[] c = call.c();
        for (int j = 0; j < n; j++) {
            c[call.cOff() + j] = beta * c[call.cOff() + j] + sums[0][j];
        }
    }

    private void vector(GemmCall call, int j, int columns, int from, int to, float beta, float[] c, int cAt) {
        boolean transpose = !call.transposeB(); // gemv computes op(b)·x with x as a column
        int depth = to - from;
        int x = call.aAt(0, from);
        if (transpose) {
            blas.gemv(
                    true,
                    depth,
                    columns,
                    call.alpha(),
                    call.b(),
                    call.bAt(from, j),
                    call.ldb(),
                    call.a(),
                    x,
                    beta,
                    c,
                    cAt);
        } else {
            blas.gemv(
                    false,
                    columns,
                    depth,
                    call.alpha(),
                    call.b(),
                    call.bAt(from, j),
                    call.ldb(),
                    call.a(),
                    x,
                    beta,
                    c,
                    cAt);
        }
    }

    private static void tiny(GemmCall call, float beta) {
        float[] a = call.a();
        float[] b = call.b();
        for (int i = 0; i < call.m(); i++) {
            for (int j = 0; j < call.n(); j++) {
                float sum = 0;
                for (int p = 0; p < call.k(); p++) {
                    sum += a[call.aAt(i, p)] * b[call.bAt(p, j)];
                }
                int at = call.cAt(i, j);
                call.c()[at] = call.alpha() * sum + beta * call.c()[at];
            }
        }
    }
}
