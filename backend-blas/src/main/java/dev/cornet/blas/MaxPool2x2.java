package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Slot;
import dev.cornet.backend.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Max pooling over planes: the elementwise maximum of several planes, and its gradient, which goes to the first plane with the maximum. All
 * loops are long and have a single index.
 *
 * <p>A convolution with fused 2×2 max pooling computes its outputs z as four planes, one for each cell of the 2×2 blocks in row order, so
 * that no pixels need to be copied one by one out of images.
 */
final class MaxPool2x2 {
    static final int CELLS = 4;

    private static final Slot CELL_REFERENCES = Slot.of();
    private static final Slot REMAINING = Slot.of();
    private static final Slot SCRATCH = Slot.of();
    private static final int MIN_FOLD = 64;

    private MaxPool2x2() {}

    /** The four planes of one 2×2 block of a tile of m×m outputs, where plane i·points + j holds output (i, j). */
    static float[][] cells(float[][] planes, int block, int m, int points) {
        float[][] cells = Workspace.references(CELL_REFERENCES, CELLS);
        int row = block / (m / 2) * 2;
        int column = block % (m / 2) * 2;
        for (int cell = 0; cell < CELLS; cell++) {
            cells[cell] = planes[(row + cell / 2) * points + column + cell % 2];
        }
        return cells;
    }

    /**
     * cells[0] ← epilogue(max of the four cells) for the values {@code from … to−1}; the other cells are not changed.
     *
     * @param z receives a copy of the four planes, one after the other, for {@link #backward}; null if no backward follows
     * @param zAt index in z of value 0 of the first plane
     * @param plane distance of the planes in z
     */
    static void forward(
            float[][] cells, int from, int to, Epilogue epilogue, float @Nullable [] z, int zAt, int plane) {
        for (int cell = 0; z != null && cell < CELLS; cell++) {
            System.arraycopy(cells[cell], from, z, zAt + cell * plane + from, to - from);
        }
        for (int cell = 1; cell < CELLS; cell++) {
            max(cells[0], cells[cell], from, to);
        }
        epilogue.apply(cells[0], from, to);
    }

    /**
     * cells ← the gradients of the four cells.
     *
     * @param z the planes saved by {@link #forward}
     * @param max the results of {@link #forward}
     * @param dy the gradient after backward through the epilogue: 0 where the epilogue has replaced the maximum
     */
    static void backward(float[] z, int zAt, int plane, float[] max, float[] dy, float[][] cells, int from, int to) {
        float[] remaining = Workspace.floats(REMAINING, to);
        int count = to - from;
        System.arraycopy(dy, from, remaining, from, count);
        for (int cell = 0; cell < CELLS; cell++) {
            System.arraycopy(z, zAt + cell * plane + from, cells[cell], from, count);
            routeGradient(cells[cell], max, remaining, from, to);
        }
        System.arraycopy(remaining, from, remaining, 0, count);
        if (!allFinite(remaining, Workspace.floats(SCRATCH, count), count)) {
            for (int i = from; i < to; i++) {
                boolean isRouted = false;
                for (int cell = 0; cell < CELLS; cell++) {
                    float value = z[zAt + cell * plane + i];
                    boolean isFirstMax = !isRouted && (value == max[i] || (Float.isNaN(value) && Float.isNaN(max[i])));
                    cells[cell][i] = isFirstMax ? dy[i] : 0f;
                    isRouted |= isFirstMax;
                }
            }
        }
    }

    /** max ← max(max, plane) */
    static void max(float[] max, float[] plane, int from, int to) {
        for (int i = from; i < to; i++) {
            max[i] = Math.max(max[i], plane[i]);
        }
    }

    /**
     * plane ← its gradient: {@code remaining} where the plane holds the maximum, otherwise 0. remaining ← the rest, for the planes after
     * it. The factor min((max − x)·2¹⁵⁰, 1) is exactly 0 where x is the maximum and 1 elsewhere, for finite values, so the rest is exactly
     * 0 or unchanged. Infinities and NaN make the rest NaN (∞ − ∞, 0·∞).
     */
    static void routeGradient(float[] plane, float[] max, float[] remaining, int from, int to) {
        for (int i = from; i < to; i++) {
            float gradient = remaining[i];
            float rest = gradient * Math.min((max[i] - plane[i]) * 0x1p127f * 0x1p23f, 1f);
            plane[i] = gradient - rest;
            remaining[i] = rest;
        }
    }

    /**
     * True if none of the first {@code count} values is NaN or infinite; overwrites {@code values}. Halves are added to each other
     * repeatedly, since the JIT does not vectorise a sum into one variable.
     */
    static boolean allFinite(float[] values, float[] work, int count) {
        int n = count;
        while (n > MIN_FOLD) {
            int half = n / 2;
            System.arraycopy(values, half, work, 0, n - half);
            n -= half;
            fold(values, work, n);
        }
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i] * 0f;
        }
        return sum == 0;
    }

    private static void fold(float[] values, float[] work, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = values[i] * 0f + work[i] * 0f;
        }
    }
}
