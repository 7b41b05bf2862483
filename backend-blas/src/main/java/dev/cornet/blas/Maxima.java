package dev.cornet.blas;

import dev.cornet.backend.Epilogue;
import dev.cornet.backend.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * The largest of several planes, value by value, and the gradient's way to the first plane that holds it: long loops with one index.
 *
 * <p>A convolution of which only the maxima of 2×2 blocks are wanted makes its outputs z as four planes, one for each cell of the blocks,
 * rows first, so that nobody picks single pixels out of images.
 */
final class Maxima {
    static final int CELLS = 4;

    private static final int MOST = 5;
    private static final int LEFT = 6;
    private static final int SHORT = 64;

    private Maxima() {}

    /**
     * y = end(the largest of four cells), for the blocks' values {@code from … to−1}; the cells are overwritten.
     *
     * @param z where the cells are kept, one plane behind the other; null where nobody goes the way back
     * @param zAt the place of value 0 of the first plane
     * @param y where value 0 would be at {@code yAt}
     */
    static void ofCells(
            float[][] cells,
            int from,
            int to,
            Epilogue end,
            float @Nullable [] z,
            int zAt,
            int plane,
            float[] y,
            int yAt) {
        for (int cell = 0; z != null && cell < CELLS; cell++) {
            System.arraycopy(cells[cell], from, z, zAt + cell * plane + from, to - from);
        }
        for (int cell = 1; cell < CELLS; cell++) {
            larger(cells[0], cells[cell], from, to);
        }
        end.apply(cells[0], from, to);
        System.arraycopy(cells[0], from, y, yAt + from, to - from);
    }

    /** The four cells' gradients, from what {@link #ofCells} kept and made; dy has come back through the epilogue. */
    static void gradients(
            float[] z,
            int zAt,
            int plane,
            float[] y,
            int yAt,
            float[] dy,
            int dyAt,
            float[][] cells,
            int from,
            int to) {
        float[] most = Scratch.floats(MOST, to);
        float[] left = Scratch.floats(LEFT, to);
        int count = to - from;
        System.arraycopy(y, yAt + from, most, from, count);
        System.arraycopy(dy, dyAt + from, left, from, count);
        for (int cell = 0; cell < CELLS; cell++) {
            System.arraycopy(z, zAt + cell * plane + from, cells[cell], from, count);
            take(cells[cell], most, left, from, to);
        }
        System.arraycopy(left, from, most, 0, count);
        if (!allFinite(most, left, count)) {
            for (int i = from; i < to; i++) {
                float value = y[yAt + i];
                boolean given = false;
                for (int cell = 0; cell < CELLS; cell++) {
                    float own = z[zAt + cell * plane + i];
                    boolean takes = !given && (own == value || (Float.isNaN(own) && Float.isNaN(value)));
                    cells[cell][i] = takes ? dy[dyAt + i] : 0f;
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
