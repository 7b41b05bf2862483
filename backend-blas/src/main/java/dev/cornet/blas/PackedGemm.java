package dev.cornet.blas;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.ExternalSetting;
import java.util.List;

/**
 * Row-major product c = a·b + β·c cut into a few large native calls, for which OpenBLAS packs its operands: blocks of c of equal size, each
 * with the whole k, are the tasks of the worker pool.
 *
 * <p>The rows of b and the columns of a often lie at a distance that is a power of two, so that they compete for the same cache lines;
 * packed, they do not. The division depends on the sizes alone, so results are bitwise the same for any number of threads. See {@code
 * docs/decisions/2026-11-30-packed-products.md}.
 */
final class PackedGemm {
    private static final String SETTING = "cornet.gemm";
    private static final String UNPACKED = "unpacked";
    private static final boolean IS_OFF = UNPACKED.equals(ExternalSetting.oneOf(SETTING, List.of("packed", UNPACKED)));

    /** The number of calls that a product is cut into if it is large enough. */
    private static final int CALLS = 8;

    private static final int MIN_CALL = 1_000_000;

    /** The largest number of multiply-adds in a call: a third of a millisecond, during which the garbage collector waits. */
    private static final int MAX_CALL = 32_000_000;

    private static final int MIN_SIDE = 64;
    private static final int MIN_ROWS = 32;

    /** A smaller depth of aᵀ is faster without packing. */
    private static final int MIN_TRANSPOSED_DEPTH = 65;

    private final NativeBlas blas;

    PackedGemm(NativeBlas blas) {
        this.blas = blas;
    }

    /** True for shapes that are faster with packing. */
    static boolean isFaster(GemmShape shape) {
        return shape.m() >= MIN_ROWS
                && shape.size() > Gemm.CALL_LIMIT
                && !(shape.transposedA() && shape.k() < MIN_TRANSPOSED_DEPTH)
                && !IS_OFF;
    }

    void run(GemmShape shape, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
        int m = shape.m();
        int n = shape.n();
        long calls = Math.max(Math.min(CALLS, shape.size() / MIN_CALL), shape.size() / MAX_CALL);
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
