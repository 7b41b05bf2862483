package dev.cornet.blas;

import dev.cornet.backend.WorkerPool;

/**
 * The tasks of a forward convolution by im2col: blocks of output rows, counted through the whole batch, times blocks of the filters of a
 * group. The cut depends on the sizes alone.
 *
 * <p>For large native calls it minimises the number of values to copy and to pack: those of the im2col matrix once for each block of
 * filters, those of the kernel once for each block of rows.
 *
 * @param rows output rows of all images
 * @param filters filters of a group
 */
record Im2colTasks(int rows, int filters, int rowBlocks, int filterBlocks) {
    /** The largest number of values of an im2col matrix for small native calls, and for gradients: 256 KB. */
    private static final int SMALL_MATRIX = 1 << 16;

    /** The largest number of values of an im2col matrix for large native calls: 1 MB. */
    private static final int LARGE_MATRIX = 1 << 18;

    /** The work is cut into 2, 4 or 8 tasks of at least this number of multiply-adds. */
    private static final int MIN_TASK = 12_000_000;

    private static final int MAX_TASKS = 8;

    /** Copying and packing a value of the im2col matrix takes this many times as long as packing one of the kernel. */
    private static final double MATRIX_COST = 1.5;

    /**
     * Cuts a convolution.
     *
     * @param rowPixels pixels of an output row
     * @param depth values under a window, in a group's channels
     */
    static Im2colTasks of(int rows, int rowPixels, int depth, int filters, NativeCallSize callSize) {
        boolean isSmall = callSize == NativeCallSize.SMALL;
        int fittingRows = isSmall ? fittingRows(rowPixels, depth) : rowsIn(LARGE_MATRIX, rowPixels, depth);
        int minRowBlocks = Math.max(1, (rows + fittingRows - 1) / fittingRows);
        if (isSmall || WorkerPool.isInsideTask()) {
            return new Im2colTasks(rows, filters, minRowBlocks, 1);
        }
        double size = (double) rows * rowPixels * depth * filters;
        int tasks = Integer.highestOneBit((int) Math.max(1, Math.min(MAX_TASKS, size / MIN_TASK)));
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int filterBlocks = 1; filterBlocks <= Math.min(tasks, filters / PanelLayout.BLOCK); filterBlocks++) {
            int rowBlocks = rowBlocks(tasks, filterBlocks, minRowBlocks, rows);
            double cost = MATRIX_COST * filterBlocks * rows * rowPixels + (double) rowBlocks * filters;
            if (cost < least) {
                least = cost;
                best = filterBlocks;
            }
        }
        return new Im2colTasks(rows, filters, rowBlocks(tasks, best, minRowBlocks, rows), best);
    }

    /** The largest number of output rows whose im2col matrix has at most 256 KB, but at least one. */
    static int fittingRows(int rowPixels, int depth) {
        return rowsIn(SMALL_MATRIX, rowPixels, depth);
    }

    private static int rowsIn(int values, int rowPixels, int depth) {
        return Math.max(1, values / Math.max(1, depth * rowPixels));
    }

    private static int rowBlocks(int tasks, int filterBlocks, int min, int rows) {
        return Math.min(Math.max(1, rows), Math.max(min, (tasks + filterBlocks - 1) / filterBlocks));
    }

    int count() {
        return rows == 0 ? 0 : rowBlocks * filterBlocks;
    }

    /** The first output row of a block of rows; the number of rows for the block after the last. */
    int firstRow(int rowBlock) {
        return Gemm.partStart(rowBlock, rowBlocks, rows);
    }

    /** The first filter of a block of filters; the number of filters for the block after the last. */
    int firstFilter(int filterBlock) {
        return Gemm.partStart(filterBlock, filterBlocks, filters);
    }
}
