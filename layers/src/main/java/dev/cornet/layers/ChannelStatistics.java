package dev.cornet.layers;

import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sums and affine maps of each channel, for {@link BatchNormalization}. Tensors are treated as rows of c values, one per channel. */
final class ChannelStatistics {
    static final int ROWS_PER_TASK = 512;

    private static final Slot FACTOR = Slot.of();
    private static final Slot OFFSET = Slot.of();
    private static final Slot WORK = Slot.of();
    private static final Slot BLOCK_SUMS = Slot.of();
    private static final Slot SUM = Slot.of();

    /** The number of values in the inner loop of {@link #affine}. */
    private static final int LOOP = 1_024;

    private ChannelStatistics() {}

    /** Whether a row is unmasked; true if there is no mask. */
    static boolean isUnmasked(@Nullable Tensor mask, int row) {
        return mask == null || mask.data()[mask.offset() + row] != 0;
    }

    /** The number of unmasked rows. */
    static int countUnmasked(@Nullable Tensor mask, int rows) {
        int count = 0;
        for (int r = 0; r < rows; r++) {
            count += isUnmasked(mask, r) ? 1 : 0;
        }
        return count;
    }

    /**
     * Adds to {@code sums}, for each channel, a sum over the unmasked rows: of (a − μ)² if μ is given, otherwise of a·b, or of a alone if b
     * is null or a itself. Rows are summed in blocks of a fixed size, and the blocks in order, so that the result does not depend on the
     * number of threads.
     */
    static void sums(
            Tensor a,
            @Nullable Tensor b,
            double @Nullable [] mu,
            @Nullable Tensor mask,
            int rows,
            int c,
            double[] sums) {
        int blocks = (rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
        double[] partial = Workspace.doubles(BLOCK_SUMS, blocks * c);
        WorkerPool.shared().run(blocks, block -> {
            double[] sum = Workspace.doubles(SUM, c);
            Arrays.fill(sum, 0, c, 0);
            for (int r = block * ROWS_PER_TASK; r < Math.min(rows, (block + 1) * ROWS_PER_TASK); r++) {
                if (!isUnmasked(mask, r)) {
                    continue;
                }
                int at = a.offset() + r * c;
                if (mu != null) {
                    addSquares(sum, a.data(), at, c, mu);
                } else if (b == null || a == b) {
                    add(sum, a.data(), at, c);
                } else {
                    addProducts(sum, a.data(), at, b.data(), b.offset() + r * c, c);
                }
            }
            System.arraycopy(sum, 0, partial, block * c, c);
        });
        for (int block = 0; block < blocks; block++) {
            for (int j = 0; j < c; j++) {
                sums[j] += partial[block * c + j];
            }
        }
    }

    private static void add(double[] sum, float[] x, int at, int c) {
        for (int j = 0; j < c; j++) {
            sum[j] += x[at + j];
        }
    }

    private static void addSquares(double[] sum, float[] x, int at, int c, double[] mu) {
        for (int j = 0; j < c; j++) {
            double d = x[at + j] - mu[j];
            sum[j] += d * d;
        }
    }

    private static void addProducts(double[] sum, float[] x, int at, float[] y, int yt, int c) {
        for (int j = 0; j < c; j++) {
            sum[j] += (double) x[at + j] * y[yt + j];
        }
    }

    /** A value for each channel. */
    interface PerChannel {
        double at(int channel);
    }

    /** y = x·factor + offset, channel by channel. */
    static void affine(Tensor x, Tensor y, int rows, int c, PerChannel factor, PerChannel offset) {
        int rowsPerLoop = Math.max(1, LOOP / Math.max(1, c)); // several if c is small: short loops are slow
        float[] f = Workspace.floats(FACTOR, rowsPerLoop * c);
        float[] o = Workspace.floats(OFFSET, rowsPerLoop * c);
        for (int j = 0; j < rowsPerLoop * c; j++) {
            f[j] = (float) (j < c ? factor.at(j) : f[j - c]);
            o[j] = (float) (j < c ? offset.at(j) : o[j - c]);
        }
        WorkerPool.shared().range(rows, ROWS_PER_TASK, (from, to) -> {
            float[] work = Workspace.floats(WORK, rowsPerLoop * c);
            for (int r = from; r < to; r += rowsPerLoop) {
                int n = Math.min(rowsPerLoop, to - r) * c;
                System.arraycopy(x.data(), x.offset() + r * c, work, 0, n);
                affine(work, f, o, n);
                System.arraycopy(work, 0, y.data(), y.offset() + r * c, n);
            }
        });
    }

    private static void affine(float[] x, float[] factor, float[] offset, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = x[i] * factor[i] + offset[i];
        }
    }

    static void divide(double[] sums, double[] by) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] /= by[j];
        }
    }

    static void copy(Tensor from, double[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] = from.data()[from.offset() + j];
        }
    }
}
