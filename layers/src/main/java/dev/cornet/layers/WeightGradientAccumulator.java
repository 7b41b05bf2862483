package dev.cornet.layers;

import dev.cornet.backend.Backend;
import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * xᵀ·dz over all steps of all rows, which are many more than x or dz has columns.
 *
 * <p>Groups of lanes add up their own steps, a few at a time while these are in the core's cache, by products of a size that the backend
 * computes without packing; the groups' sums are added in order. Where there are few lanes or x has many columns, it is one product of
 * all steps, which the backend shares out.
 */
final class WeightGradientAccumulator {
    /** Lanes are put together in at most so many groups. */
    static final int GROUPS = 8;

    private static final int FEW_LANES = 4;
    private static final int COLUMNS = 64;
    private static final int CALL = 1_000_000;
    private static final int LEAST_DEPTH = 32;
    private static final int CACHED = 1 << 17;
    private static final int GRAIN = 8192;

    private final Backend backend;
    private final float[] x;
    private final float[] dz;
    private final int dzAt;
    private final int ldz;
    private final int count;
    private final int m;
    private final int n;
    private final int deepest;
    private final float[][] sums;

    /** For x (count, m) and the {@code n} columns from {@code column} on of dz (count, …), which {@code lanes} lanes share. */
    WeightGradientAccumulator(Pass pass, Tensor x, Tensor dz, int column, int n, int lanes) {
        this.backend = pass.backend();
        this.x = x.data();
        this.dz = dz.data();
        this.dzAt = column;
        this.ldz = dz.shape().last();
        this.count = x.shape().dim(0);
        this.m = x.shape().last();
        this.n = n;
        this.deepest = Math.min(CALL / (Math.max(1, m) * COLUMNS), CACHED / (m + ldz));
        boolean inOne = lanes < FEW_LANES || deepest < LEAST_DEPTH;
        this.sums = new float[inOne ? 1 : Math.min(lanes, GROUPS)][];
        for (int g = 0; g < sums.length; g++) {
            sums[g] = pass.tensor(Shape.of(m, n)).data();
        }
    }

    private boolean inOne() {
        return sums.length == 1;
    }

    void begin(int group) {
        if (!inOne()) {
            Arrays.fill(sums[group], 0, m * n, 0f);
        }
    }

    /** How many steps of {@code rows} rows are added at a time. */
    int together(int rows) {
        return Math.max(1, deepest / rows);
    }

    /** Adds {@code k} rows of x and dz. */
    void add(int group, int row, int k) {
        for (int j = 0; j < n && m > 0 && !inOne(); j += COLUMNS) {
            int wide = Math.min(COLUMNS, n - j);
            int at = dzAt + row * ldz + j;
            backend.gemm(true, false, m, wide, k, 1, x, row * m, m, dz, at, ldz, 1, sums[group], j, n);
        }
    }

    /** xᵀ·dz (m, n), when all steps have been added. */
    float[] sum() {
        if (m == 0) {
            return sums[0];
        }
        if (inOne()) {
            backend.gemm(true, false, m, n, count, 1, x, 0, m, dz, dzAt, ldz, 0, sums[0], 0, n);
            return sums[0];
        }
        WorkerPool.shared().range(m * n, GRAIN, (from, to) -> {
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
