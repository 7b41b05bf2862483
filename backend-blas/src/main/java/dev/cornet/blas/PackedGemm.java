package dev.cornet.blas;

import dev.cornet.backend.WorkerPool;

/**
 * Row-major product c = a·b + β·c cut into a few large native calls, for which OpenBLAS packs its operands: blocks of c of equal size, each
 * with the whole k, are the tasks of the worker pool.
 *
 * <p>The rows of b and the columns of a often lie at a distance that is a power of two, so that they compete for the same cache lines;
 * packed, they do not. The division depends on the sizes alone, so results are bitwise the same for any number of threads. See {@code
 * docs/decisions/2026-11-30-packed-products.md}.
 */
final class PackedGemm {
    private static final boolean IS_OFF = NativeCallSize.isNeverPacked();

    /** The number of calls that a product is cut into if it is large enough. */
    private static final int CALLS = 8;

    private static final int MIN_SIDE = 64;
    private static final int MIN_ROWS = 32;

    /** A smaller depth of aᵀ is faster without packing. */
    private static final int MIN_TRANSPOSED_DEPTH = 65;

    private final NativeBlas blas;
    private final NativeCallSize callSize;

    PackedGemm(NativeBlas blas, NativeCallSize callSize) {
        this.blas = blas;
        this.callSize = callSize;
    }

    /** True for shapes that are faster with packing. */
    static boolean isFaster(GemmShape shape) {
        return shape.m() >= MIN_ROWS
                && shape.size() > NativeCallSize.MAX_UNPACKED
                && !(shape.transposedA() && shape.k() < MIN_TRANSPOSED_DEPTH)
                && !IS_OFF;
    }

    void run(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        int m = shape.m();
        int n = shape.n();
        int wanted = WorkerPool.isInsideTask() && callSize == NativeCallSize.LARGE ? 1 : CALLS;
        long calls = Math.max(
                Math.min(wanted, shape.size() / NativeCallSize.MAX_UNPACKED),
                shape.size() / NativeCallSize.LARGE.most());
        int down = 1;
        int across = 1;
        while ((long) down * across < calls && Math.max(m / down, n / across) > MIN_SIDE) {
            if (n / across >= m / down) {
                across *= 2;
            } else {
                down *= 2;
            }
        }
        int rowBlocks = down;
        int columnBlocks = across;
        WorkerPool.shared().run(rowBlocks * columnBlocks, task -> {
            int row = task % rowBlocks;
            int column = task / rowBlocks;
            int i = Gemm.partStart(row, rowBlocks, m);
            int j = Gemm.partStart(column, columnBlocks, n);
            int rows = Gemm.partStart(row + 1, rowBlocks, m) - i;
            int columns = Gemm.partStart(column + 1, columnBlocks, n) - j;
            GemmShape call = shape.block(rows, columns, shape.k());
            blas.gemm(call, a, shape.indexA(aAt, i, 0), b, shape.indexB(bAt, 0, j), beta, c, shape.indexC(cAt, i, j));
        });
    }
}
