package dev.cornet.blas;

import dev.cornet.backend.Bounds;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Scratch;
import dev.cornet.backend.Window;
import java.util.Arrays;

/** Maximum pooling, some rows of {@link WindowCells} at a time; tasks are bands of rows forward, images backward. */
final class MaxPool {
    private static final int PLANE = 2;
    private static final int MOST = 5;
    private static final int LEFT = 6;

    /** Values of a block of output rows: long loops, in the first-level cache. */
    private static final int BLOCK = 2_048;

    private static final int SHORT = 64;

    private final Window g;
    private final int channels;
    private final JavaBackend loops;
    private final int row;
    private final int block;
    private final WindowCells cells;

    MaxPool(Window g, int channels, JavaBackend loops) {
        this.g = g;
        this.channels = channels;
        this.loops = loops;
        this.cells = new WindowCells(g, channels);
        this.row = cells.row();
        this.block = Math.max(1, Math.min(g.outHeight(), BLOCK / Math.max(1, row)));
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        Bounds.pool(g, batch, channels, x, xOff, y, yOff);
        cells.rows(batch, (image, from, to) -> {
            float[] plane = Scratch.floats(PLANE, block * row);
            float[] most = Scratch.floats(MOST, block * row);
            for (int p = from; p < to; p += block) {
                int rows = Math.min(block, to - p);
                cells.gather(x, xOff, image, p, rows, 0, Float.NEGATIVE_INFINITY, most);
                for (int cell = 1; cell < g.kernelCells(); cell++) {
                    cells.gather(x, xOff, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    larger(most, plane, rows * row);
                }
                System.arraycopy(most, 0, y, yOff + (image * g.outHeight() + p) * row, rows * row);
            }
        });
    }

    private static void larger(float[] most, float[] plane, int count) {
        for (int i = 0; i < count; i++) {
            most[i] = Math.max(most[i], plane[i]);
        }
    }

    /**
     * The gradient goes to the first cell that holds the maximum: what a cell takes of dy is no longer left for the next one. Whether a cell
     * holds it, 1 − min((y − x)·2¹⁵⁰, 1), is exactly 1 or 0 for finite values, so what is left is dy or nothing. Infinities and NaN in y or dy leave NaN in what is left of dy
     * (∞ − ∞, 0·∞); an image with such goes through plain loops.
     */
    void backward(int batch, float[] x, int xOff, float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff) {
        Bounds.pool(g, batch, channels, x, xOff, y, yOff);
        Bounds.pool(g, batch, channels, dx, dxOff, dy, dyOff);
        int in = g.inputPixels() * channels;
        Pool.shared().run(batch, image -> {
            if (!cells.cover()) {
                Arrays.fill(dx, dxOff + image * in, dxOff + (image + 1) * in, 0f);
            }
            float[] plane = Scratch.floats(PLANE, block * row);
            float[] most = Scratch.floats(MOST, block * row);
            float[] left = Scratch.floats(LEFT, block * row);
            boolean finite = true;
            for (int p = 0; p < g.outHeight(); p += block) {
                int rows = Math.min(block, g.outHeight() - p);
                int o = (image * g.outHeight() + p) * row;
                System.arraycopy(y, yOff + o, most, 0, rows * row);
                System.arraycopy(dy, dyOff + o, left, 0, rows * row);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    cells.gather(x, xOff, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    take(plane, most, left, rows * row);
                    cells.scatter(plane, dx, dxOff, image, p, rows, cell);
                }
                finite &= allFinite(left, plane, rows * row);
            }
            if (!finite) {
                int at = image * in;
                int o = image * g.outHeight() * row;
                loops.maxPoolBackward(g, 1, channels, x, xOff + at, y, yOff + o, dy, dyOff + o, dx, dxOff + at);
            }
        });
    }

    /** True when nothing is NaN or infinite; folds the values, as a sum over one variable would not become vector instructions. */
    private static boolean allFinite(float[] values, float[] work, int count) {
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

    /** plane ← what its cells take of {@code left}, and left ← the rest. */
    private static void take(float[] plane, float[] most, float[] left, int count) {
        for (int i = 0; i < count; i++) {
            float before = left[i];
            float rest = before * Math.min((most[i] - plane[i]) * 0x1p127f * 0x1p23f, 1f);
            plane[i] = before - rest;
            left[i] = rest;
        }
    }
}
