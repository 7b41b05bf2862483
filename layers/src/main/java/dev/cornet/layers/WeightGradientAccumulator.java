package dev.cornet.layers;

import dev.cornet.backend.Backend;
import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
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
    private final float[] x;
    private final float[] dz;
    private final int firstColumn;
    private final int ldz;
    private final int totalRows;
    private final int m;
    private final int n;
    private final int rowsPerCall;
    private final float[][] sums;

    /**
     * An accumulator for x (rows·steps, m) and the {@code n} columns of dz (rows·steps, …) that begin at {@code column}, for a run of
     * {@code rowBlocks} row blocks.
     */
    WeightGradientAccumulator(Pass pass, Tensor x, Tensor dz, int column, int n, int rowBlocks) {
        this.backend = pass.backend();
        this.x = x.data();
        this.dz = dz.data();
        this.firstColumn = column;
        this.ldz = dz.shape().last();
        this.totalRows = x.shape().dim(0);
        this.m = x.shape().last();
        this.n = n;
        this.rowsPerCall = Math.min(
                MAX_MULTIPLICATIONS_PER_CALL / (Math.max(1, m) * COLUMNS_PER_CALL), MAX_CACHED_VALUES / (m + ldz));
        boolean oneCall = rowBlocks < MIN_BLOCKS_FOR_GROUPS || rowsPerCall < MIN_ROWS_PER_CALL;
        this.sums = new float[oneCall ? 1 : Math.min(rowBlocks, MAX_GROUPS)][];
        for (int g = 0; g < sums.length; g++) {
            sums[g] = pass.tensor(Shape.of(m, n)).data();
        }
    }

    private boolean usesOneCall() {
        return sums.length == 1;
    }

    /** Sets the partial sum of a group to 0. */
    void begin(int group) {
        if (!usesOneCall()) {
            Arrays.fill(sums[group], 0, m * n, 0f);
        }
    }

    /** The number of steps of {@code rows} rows each that one call of {@link #add} covers. */
    int stepsPerCall(int rows) {
        return Math.max(1, rowsPerCall / rows);
    }

    /** Adds the product of {@code k} rows of x and dz, from {@code row} on, to the partial sum of a group. */
    void add(int group, int row, int k) {
        for (int j = 0; j < n && m > 0 && !usesOneCall(); j += COLUMNS_PER_CALL) {
            int columns = Math.min(COLUMNS_PER_CALL, n - j);
            int at = firstColumn + row * ldz + j;
            backend.gemm(true, false, m, columns, k, 1, x, row * m, m, dz, at, ldz, 1, sums[group], j, n);
        }
    }

    /** xᵀ·dz (m, n), after all steps have been added. */
    float[] result() {
        if (m == 0) {
            return sums[0];
        }
        if (usesOneCall()) {
            backend.gemm(true, false, m, n, totalRows, 1, x, 0, m, dz, firstColumn, ldz, 0, sums[0], 0, n);
            return sums[0];
        }
        WorkerPool.shared().range(m * n, VALUES_PER_TASK, (from, to) -> {
            for (int g = 1; g < sums.length; g++) {
                add(sums[0], sums[g], from, to);
            }
        });
        return sums[0];
    }

    private static void add(float[] y, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[i];
        }
    }
}
