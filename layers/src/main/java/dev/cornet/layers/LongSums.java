package dev.cornet.layers;

import dev.cornet.backend.Pool;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * dw ← dw + xᵀ·dz over all steps of all rows, which are many more than dw has rows or columns.
 *
 * <p>The steps are cut into parts that run beside each other, so that x and dz are read from memory once, and the parts' sums are added in
 * order. Within a part the products are of a size that the backend computes without packing.
 */
final class LongSums {
    private static final int PARTS = 8;
    private static final int COLUMNS = 64;
    private static final int CALL = 1_000_000;
    private static final int LEAST_DEPTH = 32;
    private static final int GRAIN = 8192;

    private LongSums() {}

    static void add(Recurrence run, Tensor x, Tensor dz, Tensor dw) {
        int m = x.shape().last();
        int n = dz.shape().last();
        int count = run.count();
        int deepest = CALL / (m * COLUMNS);
        if (deepest < LEAST_DEPTH || count < 2 * PARTS * LEAST_DEPTH || dw.offset() != 0) {
            run.gemm(true, false, m, n, count, x, dz, 1, dw);
            return;
        }
        float[][] sums = new float[PARTS][];
        for (int part = 0; part < PARTS; part++) {
            sums[part] = run.pass.tensor(Shape.of(m, n)).data();
        }
        Pool.shared().run(PARTS, part -> {
            int from = (int) ((long) part * count / PARTS);
            int to = (int) ((long) (part + 1) * count / PARTS);
            Arrays.fill(sums[part], 0, m * n, 0f);
            addPart(run, x.data(), dz.data(), sums[part], m, n, from, to, deepest);
        });
        Pool.shared().range(m * n, GRAIN, (from, to) -> {
            for (float[] sum : sums) {
                add(dw.data(), sum, from, to);
            }
        });
    }

    private static void addPart(
            Recurrence run, float[] x, float[] dz, float[] sum, int m, int n, int from, int to, int deepest) {
        int pieces = (to - from + deepest - 1) / deepest;
        int deep = (to - from + pieces - 1) / pieces;
        for (int p = from; p < to; p += deep) {
            int k = Math.min(deep, to - p);
            for (int j = 0; j < n; j += COLUMNS) {
                int wide = Math.min(COLUMNS, n - j);
                run.backend.gemm(true, false, m, wide, k, 1, x, p * m, m, dz, p * n + j, n, 1, sum, j, n);
            }
        }
    }

    private static void add(float[] y, float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[i];
        }
    }
}
