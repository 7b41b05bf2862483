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
                    Maxima.larger(most, plane, 0, rows * row);
                }
                System.arraycopy(most, 0, y, yOff + (image * g.outHeight() + p) * row, rows * row);
            }
        });
    }

    /**
     * The gradient goes to the first cell that holds the maximum: what a cell takes of dy is no longer left for the next one. An image with
     * infinities or NaN goes through plain loops.
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
                    Maxima.take(plane, most, left, 0, rows * row);
                    cells.scatter(plane, dx, dxOff, image, p, rows, cell);
                }
                finite &= Maxima.allFinite(left, plane, rows * row);
            }
            if (!finite) {
                int at = image * in;
                int o = image * g.outHeight() * row;
                loops.maxPoolBackward(g, 1, channels, x, xOff + at, y, yOff + o, dy, dyOff + o, dx, dxOff + at);
            }
        });
    }
}
