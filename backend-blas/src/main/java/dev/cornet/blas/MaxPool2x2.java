package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The largest of several planes, value by value, and the gradient's way to the first plane that holds it: long loops with one index.
 *
 * <p>A convolution of which only the maxima of 2×2 blocks are wanted makes its outputs z as four planes, one for each cell of the blocks,
 * rows first, so that nobody picks single pixels out of images.
 */
final class MaxPool2x2 {
    static final int CELLS = 4;

    private static final int OF_CELLS = 1;
    private static final int LEFT = 6;
    private static final int WORK = 9;
    private static final int SHORT = 64;

    private MaxPool2x2() {}

    /** The planes of the outputs of one 2×2 block of m×m outputs, of which plane i·points + j holds (i, j). */
    static float[][] cells(float[][] planes, int block, int m, int points) {
        float[][] cells = Workspace.references(OF_CELLS, CELLS);
        int row = block / (m / 2) * 2;
        int column = block % (m / 2) * 2;
        for (int cell = 0; cell < CELLS; cell++) {
            cells[cell] = planes[(row + cell / 2) * points + column + cell % 2];
        }
        return cells;
    }

    /**
     * The first cell ← end(the largest of four), for the blocks' values {@code from … to−1}; the other cells keep theirs.
     *
     * @param z where the cells are kept for the way back, one plane behind the other; null where nobody goes it
     * @param zAt the place of value 0 of the first plane
     */
    static void ofCells(float[][] cells, int from, int to, Epilogue end, float @Nullable [] z, int zAt, int plane) {
        for (int cell = 0; z != null && cell < CELLS; cell++) {
            System.arraycopy(cells[cell], from, z, zAt + cell * plane + from, to - from);
        }
        for (int cell = 1; cell < CELLS; cell++) {
            larger(cells[0], cells[cell], from, to);
        }
        end.apply(cells[0], from, to);
    }

    /** The four cells' gradients, from the cells kept, what {@link #ofCells} made of them, and its gradient back through the epilogue. */
    static void gradients(float[] z, int zAt, int plane, float[] most, float[] dy, float[][] cells, int from, int to) {
        float[] left = Workspace.floats(LEFT, to);
        int count = to - from;
        System.arraycopy(dy, from, left, from, count);
        for (int cell = 0; cell < CELLS; cell++) {
            System.arraycopy(z, zAt + cell * plane + from, cells[cell], from, count);
            take(cells[cell], most, left, from, to);
        }
        System.arraycopy(left, from, left, 0, count);
        if (!allFinite(left, Workspace.floats(WORK, count), count)) {
            for (int i = from; i < to; i++) {
                boolean given = false;
                for (int cell = 0; cell < CELLS; cell++) {
                    float own = z[zAt + cell * plane + i];
                    boolean takes = !given && (own == most[i] || (Float.isNaN(own) && Float.isNaN(most[i])));
                    cells[cell][i] = takes ? dy[i] : 0f;
                    given |= takes;
                }
            }
        }
    }

    /** most ← max(most, plane) */
    static void larger(float[] most, float[] plane, int from, int to) {
        for (int i = from; i < to; i++) {
            most[i] = Math.max(most[i], plane[i]);
        }
    }

    /**
     * plane ← what its cells take of {@code left}, and left ← the rest. Whether a cell holds the maximum, 1 − min((most − x)·2¹⁵⁰, 1), is
     * exactly 1 or 0 for finite values, so what is left is dy or nothing. Infinities and NaN leave NaN (∞ − ∞, 0·∞).
     */
    static void take(float[] plane, float[] most, float[] left, int from, int to) {
        for (int i = from; i < to; i++) {
            float before = left[i];
            float rest = before * Math.min((most[i] - plane[i]) * 0x1p127f * 0x1p23f, 1f);
            plane[i] = before - rest;
            left[i] = rest;
        }
    }

    /**
     * True when none of the first values is NaN or infinite; folds them into each other, as a sum over one variable would not become vector
     * instructions.
     */
    static boolean allFinite(float[] values, float[] work, int count) {
        int n = count;
        while (n > SHORT) {
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
