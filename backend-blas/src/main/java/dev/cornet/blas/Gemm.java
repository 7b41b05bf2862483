package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/**
 * Row-major matrix products cut into calls of at most a million multiply-adds, the size up to which OpenBLAS works without packing and at
 * the processor's peak, shared out over the pool.
 *
 * <p>The cut depends on the sizes alone: columns in tiles of 64 (128 where k is short), rows in as many as keep a call below the limit,
 * and where k is long, k in parts that are added up in order: by other threads where there are few tiles.
 */
final class Gemm {
    private static final long CALL = 1_000_000;
    private static final int TINY = 300;
    private static final int LONG_K = 1024;
    private static final int K_PART = 512;
    private static final int TASKS = 16;
    private static final int SUMS = 11;
    private static final int PART_SUMS = 7;

    /** Values of a matrix that a task multiplies by a vector at least: 256 KB. */
    private static final int VECTOR_CALL = 65_536;

    private static final int SHORT_K = 256;

    private static final int FEW_ROWS = 16;
    private static final int LONG_ROW = 1024;

    /** Values of a matrix that no cache of a core holds: 16 MB. */
    private static final int LARGE = 1 << 22;

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
        boolean row = m == 1 && !ta;
        if (WorkerPool.inside() && size > TINY && size <= CALL && !(row && beta == 0) && alpha != 0) {
            ArgumentChecks.matrix(
                    "a", a, aOff, lda, ta ? k : m, ta ? m : k); // one call, nothing allocated: within slices
            ArgumentChecks.matrix("b", b, bOff, ldb, tb ? n : k, tb ? k : n);
            ArgumentChecks.matrix("c", c, cOff, ldc, m, n);
            if (row) {
                blas.gemv(!tb, tb ? n : k, tb ? k : n, alpha, b, bOff, ldb, a, aOff, beta, c, cOff);
            } else {
                blas.gemm(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
            }
            return;
        }
        run(new GemmCall(ta, tb, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc));
    }

    private void run(GemmCall s) {
        boolean nothing = s.m() == 0 || s.n() == 0 || s.k() == 0 || s.alpha() == 0;
        boolean small = (long) s.m() * s.n() * s.k() <= TINY;
        boolean row = s.m() == 1 && !s.transposeA();
        if (nothing || (s.beta() == 0 && (small || row))) {
            s.scale(); // native gemv with β = 0 keeps a NaN of c, gemm does not
        }
        if (nothing) {
            return;
        }
        float kept = s.beta() == 0 ? 1 : s.beta();
        if (small) {
            tiny(s, kept);
        } else if (row) {
            vector(s, kept);
        } else if (isWide(s)) {
            wide(s);
        } else {
            tiles(s, s.beta());
        }
    }

    /** A few rows times a matrix that is too large for the caches. */
    private static boolean isWide(GemmCall s) {
        return s.m() <= FEW_ROWS
                && s.n() >= LONG_ROW
                && (long) s.n() * s.k() >= LARGE
                && !s.transposeA()
                && !s.transposeB()
                && !WorkerPool.inside();
    }

    /** In parts of k that are added up in order, and calls of a few whole rows of the matrix, so that each is read as it lies. */
    private void wide(GemmCall s) {
        int size = s.m() * s.n();
        int depth = (int) Math.max(8, CALL / 2 / size / 8 * 8);
        float[][] sums = Workspace.planes(PART_SUMS, TASKS, size);
        WorkerPool.shared().run(TASKS, part -> {
            int from = (int) ((long) part * s.k() / TASKS);
            int to = (int) ((long) (part + 1) * s.k() / TASKS);
            Arrays.fill(sums[part], 0, size, 0f);
            for (int p = from; p < to; p += depth) {
                int rows = Math.min(depth, to - p);
                float[] b = s.b();
                float[] sum = sums[part];
                blas.gemm(
                        false,
                        false,
                        s.m(),
                        s.n(),
                        rows,
                        s.alpha(),
                        s.a(),
                        s.aAt(0, p),
                        s.lda(),
                        b,
                        s.bAt(p, 0),
                        s.ldb(),
                        1,
                        sum,
                        0,
                        s.n());
            }
        });
        for (int part = 1; part < TASKS; part++) {
            VectorMath.add(sums[0], sums[part], 0, size);
        }
        if (s.beta() != 1) {
            s.scale();
        }
        add(sums[0], 0, s);
    }

    private void tiles(GemmCall s, float beta) {
        int wide = Math.min(s.n(), depth(s.k()) <= 256 ? 128 : 64);
        int high = (int) Math.max(8, CALL / ((long) wide * depth(s.k())) / 8 * 8);
        int tall = Math.min(s.m(), high);
        int across = (s.n() + wide - 1) / wide;
        int tiles = Math.multiplyExact(across, (s.m() + tall - 1) / tall);
        int parts = parts(s, tiles);
        if (tiles * parts == 1) { // as most are inside a network: without the turn through the pool
            tile(s, 0, s.m(), 0, s.n(), 0, s.k(), beta, s.c(), s.cOff(), s.ldc());
            return;
        }
        int size = s.m() * s.n();
        float[] sums = parts == 1 ? s.c() : zeros((parts - 1) * size);
        WorkerPool.shared().run(tiles * parts, task -> {
            int part = parts == 1 ? 0 : task / tiles;
            int tile = task - part * tiles;
            int i = tile / across * tall;
            int j = tile % across * wide;
            int from = part == 0 ? 0 : (int) ((long) part * s.k() / parts);
            int to = part == parts - 1 ? s.k() : (int) ((long) (part + 1) * s.k() / parts);
            int rows = Math.min(tall, s.m() - i);
            int columns = Math.min(wide, s.n() - j);
            if (part == 0) {
                tile(s, i, rows, j, columns, from, to, beta, s.c(), s.cAt(i, j), s.ldc());
            } else {
                int at = (part - 1) * size + i * s.n() + j;
                tile(s, i, rows, j, columns, from, to, 1, sums, at, s.n());
            }
        });
        for (int part = 1; part < parts; part++) {
            add(sums, (part - 1) * size, s);
        }
    }

    private static float[] zeros(int count) {
        float[] sums = Workspace.floats(SUMS, count);
        Arrays.fill(sums, 0, count, 0f);
        return sums;
    }

    /** Columns of op(a) in one call. */
    private static int depth(int k) {
        return k > LONG_K ? K_PART : k;
    }

    /** Into how many sums over a part of k each the whole is cut, so that a small result of long sums keeps all cores busy. */
    private static int parts(GemmCall s, int tiles) {
        if (s.k() < 2 * LONG_K || tiles > TASKS / 2 || WorkerPool.inside()) {
            return 1;
        }
        long calls = (long) s.m() * s.n() * s.k() / CALL;
        return (int) Math.max(1, Math.min(Math.min(calls, s.k() / LONG_K), TASKS / tiles));
    }

    private void tile(
            GemmCall s,
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
        for (int p = from; p < to; p += depth(s.k())) {
            blas.gemm(
                    s.transposeA(),
                    s.transposeB(),
                    rows,
                    columns,
                    Math.min(depth(s.k()), to - p),
                    s.alpha(),
                    s.a(),
                    s.aAt(i, p),
                    s.lda(),
                    s.b(),
                    s.bAt(p, j),
                    s.ldb(),
                    p == from ? beta : 1,
                    c,
                    cAt,
                    ldc);
        }
    }

    private static void add(float[] sums, int at, GemmCall s) {
        for (int i = 0; i < s.m(); i++) {
            for (int j = 0; j < s.n(); j++) {
                s.c()[s.cAt(i, j)] += sums[at + i * s.n() + j];
            }
        }
    }

    /** One row times a matrix: the rows of a long matrix in parts that are added up in order, so that each is read as it lies. */
    private void vector(GemmCall s, float beta) {
        int n = s.n();
        int k = s.k();
        int parts = (int) Math.min(TASKS, Long.highestOneBit((long) n * k / VECTOR_CALL));
        if (s.transposeB() || k < SHORT_K || parts < 2 || WorkerPool.inside()) {
            int wide = (int) Math.max(64, Math.min(n, CALL / 2 / Math.max(1, k) / 16 * 16));
            WorkerPool.shared()
                    .range(n, wide, (from, to) -> vector(s, from, to - from, 0, k, beta, s.c(), s.cAt(0, from)));
            return;
        }
        float[][] sums = Workspace.planes(PART_SUMS, parts, n);
        WorkerPool.shared().run(parts, part -> {
            int from = (int) ((long) part * k / parts);
            int to = (int) ((long) (part + 1) * k / parts);
            Arrays.fill(sums[part], 0, n, 0f);
            vector(s, 0, n, from, to, 1, sums[part], 0);
        });
        for (int part = 1; part < parts; part++) {
            VectorMath.add(sums[0], sums[part], 0, n);
        }
        float[] c = s.c();
        for (int j = 0; j < n; j++) {
            c[s.cOff() + j] = beta * c[s.cOff() + j] + sums[0][j];
        }
    }

    private void vector(GemmCall s, int j, int columns, int from, int to, float beta, float[] c, int cAt) {
        boolean across = !s.transposeB();
        int depth = to - from;
        int x = s.aAt(0, from);
        if (across) {
            blas.gemv(true, depth, columns, s.alpha(), s.b(), s.bAt(from, j), s.ldb(), s.a(), x, beta, c, cAt);
        } else {
            blas.gemv(false, columns, depth, s.alpha(), s.b(), s.bAt(from, j), s.ldb(), s.a(), x, beta, c, cAt);
        }
    }

    private static void tiny(GemmCall s, float beta) {
        float[] a = s.a();
        float[] b = s.b();
        for (int i = 0; i < s.m(); i++) {
            for (int j = 0; j < s.n(); j++) {
                float sum = 0;
                for (int p = 0; p < s.k(); p++) {
                    sum += a[s.aAt(i, p)] * b[s.bAt(p, j)];
                }
                int at = s.cAt(i, j);
                s.c()[at] = s.alpha() * sum + beta * s.c()[at];
            }
        }
    }
}
