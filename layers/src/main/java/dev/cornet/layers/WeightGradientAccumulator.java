package dev.cornet.layers;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Matrix;
import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
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
    private static final Slot TOTAL = Slot.of();
    private static final Slot VALUES = Slot.of();

    private final Backend backend;
    /** xᵀ (m, rows·steps) */
    private final Matrix xTransposed;
    /** dz (rows·steps, n) */
    private final Matrix dz;

    private final int m;
    private final int n;
    private final int rowsPerCall;
    private final int groups;
    /** The partial sums of the groups, one below the other: (groups·m, n) */
    private final Tensor sums;

    // the matrices of a call, which are moved to other places of their arrays in other calls
    private final Matrix sum;
    private final Matrix lastSum;
    private final Part usualPart;
    private final Part restPart;

    /** Some rows of x, transposed, and some columns of these rows of dz; the last columns of dz may be fewer. */
    private record Part(Matrix x, Matrix dz, Matrix lastDz) {
        int rows() {
            return dz.rows();
        }
    }

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
        this.groups = oneCall ? 1 : Math.min(rowBlocks, MAX_GROUPS);
        this.sums = pass.tensor(Shape.of(groups * m, n));
        Matrix whole = Matrix.of(sums.data(), 0, m, n);
        this.sum = oneCall ? whole : firstColumns(whole, COLUMNS_PER_CALL);
        this.lastSum = oneCall ? whole : firstColumns(sum, n % COLUMNS_PER_CALL);
        int usualSteps = oneCall ? 0 : Math.min(stepsPerCall(rows), steps);
        int rest = usualSteps == 0 ? 0 : steps % usualSteps;
        this.usualPart = part(usualSteps * rows);
        this.restPart = rest == 0 ? usualPart : part(rest * rows);
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
        return groups == 1;
    }

    /** Sets the partial sum of a group to 0. */
    void begin(int group) {
        if (!usesOneCall()) {
            Arrays.fill(sums.data(), group * m * n, (group + 1) * m * n, 0f);
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
        Part part = k == usualPart.rows() ? usualPart : k == restPart.rows() ? restPart : part(k);
        int sumAt = group * m * n;
        int xAt = xTransposed.index(0, row);
        for (int j = 0; j < n; j += COLUMNS_PER_CALL) {
            boolean isWhole = n - j >= COLUMNS_PER_CALL;
            Matrix dzColumns = isWhole ? part.dz : part.lastDz;
            backend.gemm(part.x, xAt, dzColumns, dz.index(row, j), 1, isWhole ? sum : lastSum, sumAt + j);
        }
    }

    /** xᵀ·dz (m, n), at the beginning of an array, after all steps have been added. */
    float[] result() {
        float[] all = sums.data();
        if (m == 0) {
            return all;
        }
        if (usesOneCall()) {
            backend.gemm(xTransposed, dz, 0, sum);
            return all;
        }
        WorkerPool.shared().range(m * n, VALUES_PER_TASK, this::addGroups);
        return all;
    }

    /** Adds the values {@code from … to−1} of all groups, in copies with one common index, for which the JIT compiler vectorizes the loop. */
    private void addGroups(int from, int to) {
        int count = to - from;
        float[] total = Workspace.floats(TOTAL, VALUES_PER_TASK);
        float[] values = Workspace.floats(VALUES, VALUES_PER_TASK);
        System.arraycopy(sums.data(), from, total, 0, count);
        for (int g = 1; g < groups; g++) {
            System.arraycopy(sums.data(), g * m * n + from, values, 0, count);
            add(total, values, count);
        }
        System.arraycopy(total, 0, sums.data(), from, count);
    }

    private static void add(float[] y, float[] x, int n) {
        for (int i = 0; i < n; i++) {
            y[i] += x[i];
        }
    }
}
