package dev.cornet.blas;

import dev.cornet.backend.Bounds;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Scratch;
import dev.cornet.backend.Window;
import java.util.Arrays;

/** Maximum pooling, row by row of {@link WindowCells}; tasks are bands of rows forward, images backward. */
final class MaxPool {
    private static final int PLANE = 2;
    private static final int MOST = 5;
    private static final int LEFT = 6;
    private static final int REST = 7;

    private final Window g;
    private final int channels;
    private final JavaBackend loops;
    private final WindowCells cells;

    MaxPool(Window g, int channels, JavaBackend loops) {
        this.g = g;
        this.channels = channels;
        this.loops = loops;
        this.cells = new WindowCells(g, channels);
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        Bounds.pool(g, batch, channels, x, xOff, y, yOff);
        int row = cells.row();
        cells.rows(batch, (image, from, to) -> {
            float[] plane = Scratch.floats(PLANE, row);
            float[] most = Scratch.floats(MOST, row);
            for (int p = from; p < to; p++) {
                Arrays.fill(most, 0, row, Float.NEGATIVE_INFINITY);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    if (cells.gather(x, xOff, image, p, cell, Float.NEGATIVE_INFINITY, plane)) {
                        larger(most, plane, row);
                    }
                }
                System.arraycopy(most, 0, y, yOff + (image * g.outHeight() + p) * row, row);
            }
        });
    }

    private static void larger(float[] most, float[] plane, int row) {
        for (int i = 0; i < row; i++) {
            most[i] = Math.max(most[i], plane[i]);
        }
    }

    /**
     * The gradient goes to the first cell that holds the maximum: what a cell takes of dy is no longer left for the next one. Whether a cell
     * holds it, 1 − min((y − x)·2¹⁵⁰, 1), is exactly 1 or 0 for finite values. Infinities and NaN in y or dy leave NaN in what is left of dy
     * (∞ − ∞, 0·∞); an image with such goes through plain loops.
     */
    void backward(int batch, float[] x, int xOff, float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff) {
        Bounds.pool(g, batch, channels, x, xOff, y, yOff);
        Bounds.pool(g, batch, channels, dx, dxOff, dy, dyOff);
        int in = g.inputPixels() * channels;
        int row = cells.row();
        Pool.shared().run(batch, image -> {
            Arrays.fill(dx, dxOff + image * in, dxOff + (image + 1) * in, 0f);
            float[] plane = Scratch.floats(PLANE, row);
            float[] most = Scratch.floats(MOST, row);
            float[] left = Scratch.floats(LEFT, row);
            float[] rest = Scratch.floats(REST, row);
            Arrays.fill(rest, 0, row, 0f);
            for (int p = 0; p < g.outHeight(); p++) {
                int o = (image * g.outHeight() + p) * row;
                System.arraycopy(y, yOff + o, most, 0, row);
                System.arraycopy(dy, dyOff + o, left, 0, row);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    if (cells.gather(x, xOff, image, p, cell, Float.NEGATIVE_INFINITY, plane)) {
                        take(plane, most, left, row);
                        cells.scatter(plane, dx, dxOff, image, p, cell);
                    }
                }
                for (int i = 0; i < row; i++) {
                    rest[i] += left[i];
                }
            }
            if (!allFinite(rest, row)) {
                int at = image * in;
                int o = image * g.outHeight() * row;
                loops.maxPoolBackward(g, 1, channels, x, xOff + at, y, yOff + o, dy, dyOff + o, dx, dxOff + at);
            }
        });
    }

    private static boolean allFinite(float[] values, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i] * 0f;
        }
        return sum == 0;
    }

    /** plane ← what its cells take of {@code left}, and left ← the rest. */
    private static void take(float[] plane, float[] most, float[] left, int row) {
        for (int i = 0; i < row; i++) {
            plane[i] = left[i] * (1f - Math.min((most[i] - plane[i]) * 0x1p127f * 0x1p23f, 1f));
        }
        for (int i = 0; i < row; i++) {
            left[i] -= plane[i];
        }
    }
}
