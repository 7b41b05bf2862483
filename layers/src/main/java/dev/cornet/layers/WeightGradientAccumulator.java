package dev.cornet.layers;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import java.util.Arrays;

/**
 * The sum of xᵀ·dz over all time steps and rows of a recurrent layer: the gradient of its weights, where a row of x is the input and the
 * hidden state (x h) of one step.
 *
 * <p>Row blocks are put into groups that run in parallel. A group adds the products of a few steps at a time, while their values are in the
 * core's cache, by GEMM calls so small that the backend computes them without packing; the partial sums of the groups are then added in
 * order. With few row blocks, or if x is too wide for such calls, a single GEMM computes the whole sum, parallelized by the backend.
 */
final class WeightGradientAccumulator {
    /** The largest number of groups. */
    static final int MAX_GROUPS = 8;

    private static final int MIN_BLOCKS_FOR_GROUPS = 4;
    private static final int COLUMNS_PER_CALL = 64;
    private static final int MAX_MULTIPLICATIONS_PER_CALL = 1_000_000;
    private static final int MIN_ROWS_PER_CALL = 32;
    private static final int MAX_CACHED_VALUES = 1 << 17;
    private static final int VALUES_PER_TASK = 8192;

    private final Backend backend;
    /** xᵀ (m, rows·steps) */
    private final Matrix xTransposed;
    /** dz (rows·steps, n) */
    private final Matrix dz;

    private final int m;
    private final int n;
    private final int rowsPerCall;
    private final Matrix[] sums;

    // the matrices of one call, which begin at other places of their arrays in other calls
    private final Part usualPart;
    private final Matrix[] sumColumns;
    private final Matrix[] lastSumColumns;

    /** Some rows of x, transposed, and some columns of these rows of dz; the last columns of dz may be fewer. */
    private record Part(Matrix x, Matrix dz, Matrix lastDz) {}

    /**
     * An accumulator for x (rows·steps, m) and dz (rows·steps, n).
     *
     * @param rowBlocks the number of row blocks
     * @param rows the number of rows of a block; the last one may have fewer
     * @param steps the number of time steps
     */
    WeightGradientAccumulator(Pass pass, Matrix x, Matrix dz, int rowBlocks, int rows, int steps) {
        this.backend = pass.backend();
        this.xTransposed = x.transpose();
        this.dz = dz;
        this.m = x.columns();
        this.n = dz.columns();
        this.rowsPerCall = Math.min(
                MAX_MULTIPLICATIONS_PER_CALL / (Math.max(1, m) * COLUMNS_PER_CALL),
                MAX_CACHED_VALUES / (m + dz.stride()));
        boolean oneCall = rowBlocks < MIN_BLOCKS_FOR_GROUPS || rowsPerCall < MIN_ROWS_PER_CALL;
        this.sums = new Matrix[oneCall ? 1 : Math.min(rowBlocks, MAX_GROUPS)];
        for (int g = 0; g < sums.length; g++) {
            sums[g] = Matrix.of(pass.tensor(Shape.of(m, n)));
        }
        this.usualPart = part(usesOneCall() ? 0 : Math.min(stepsPerCall(rows), steps) * rows);
        this.sumColumns = new Matrix[usesOneCall() ? 0 : sums.length];
        this.lastSumColumns = new Matrix[sumColumns.length];
        for (int g = 0; g < sumColumns.length; g++) {
            sumColumns[g] = firstColumns(sums[g], COLUMNS_PER_CALL);
            lastSumColumns[g] = firstColumns(sumColumns[g], n % COLUMNS_PER_CALL);
        }
    }

    private Part part(int k) {
        Matrix columns = firstColumns(dz.block(0, k, 0, n), COLUMNS_PER_CALL);
        return new Part(xTransposed.block(0, m, 0, k), columns, firstColumns(columns, n % COLUMNS_PER_CALL));
    }

    /** The first columns of a matrix; the matrix itself for none, or if it has no more. */
    private static Matrix firstColumns(Matrix x, int count) {
        return count == 0 || count >= x.columns() ? x : x.columns(0, count);
    }

    private boolean usesOneCall() {
        return sums.length == 1;
    }

    /** Sets the partial sum of a group to 0. */
    void begin(int group) {
        if (!usesOneCall()) {
            Arrays.fill(sums[group].data(), 0, m * n, 0f);
        }
    }

    /** The number of steps of {@code rows} rows each that one call of {@link #add} covers. */
    int stepsPerCall(int rows) {
        return Math.max(1, rowsPerCall / rows);
    }

    /** Adds the product of {@code k} rows of x and dz, from {@code row} on, to the partial sum of a group. */
    void add(int group, int row, int k) {
        if (usesOneCall() || m == 0) {
            return;
        }
        Part part = k == usualPart.x.columns() ? usualPart : part(k);
        for (int j = 0; j < n; j += COLUMNS_PER_CALL) {
            boolean isWhole = n - j >= COLUMNS_PER_CALL;
            Matrix dzColumns = isWhole ? part.dz : part.lastDz;
            Matrix sum = isWhole ? sumColumns[group] : lastSumColumns[group];
            backend.gemm(part.x, xTransposed.index(0, row), dzColumns, dz.index(row, j), 1, sum, j);
        }
    }

    /** xᵀ·dz (m, n), after all steps have been added. */
    float[] result() {
        float[] sum = sums[0].data();
        if (m == 0) {
            return sum;
        }
        if (usesOneCall()) {
            backend.gemm(xTransposed, dz, 0, sums[0]);
            return sum;
        }
        WorkerPool.shared().range(m * n, VALUES_PER_TASK, (from, to) -> {
            for (int g = 1; g < sums.length; g++) {
                add(sum, sums[g].data(), from, to);
            }
        });
        return sum;
    }

    private static void add(float[] y, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[i];
        }
    }
}
