package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/** Maximum pooling, some rows of {@link WindowGather} at a time; tasks are bands of rows forward, images backward. */
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
    private final WindowGather cells;

    MaxPool(Window g, int channels, JavaBackend loops) {
        this.g = g;
        this.channels = channels;
        this.loops = loops;
        this.cells = new WindowGather(g, channels);
        this.row = cells.row();
        this.block = Math.max(1, Math.min(g.outHeight(), BLOCK / Math.max(1, row)));
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.pool(g, batch, channels, x, xOff, y, yOff);
        cells.rows(batch, (image, from, to) -> {
            float[] plane = Workspace.floats(PLANE, block * row);
            float[] most = Workspace.floats(MOST, block * row);
            for (int p = from; p < to; p += block) {
                int rows = Math.min(block, to - p);
                cells.gather(x, xOff, image, p, rows, 0, Float.NEGATIVE_INFINITY, most);
                for (int cell = 1; cell < g.kernelCells(); cell++) {
                    cells.gather(x, xOff, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    MaxPool2x2.larger(most, plane, 0, rows * row);
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
        ArgumentChecks.pool(g, batch, channels, x, xOff, y, yOff);
        ArgumentChecks.pool(g, batch, channels, dx, dxOff, dy, dyOff);
        int in = g.inputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            if (!cells.cover()) {
                Arrays.fill(dx, dxOff + image * in, dxOff + (image + 1) * in, 0f);
            }
            float[] plane = Workspace.floats(PLANE, block * row);
            float[] most = Workspace.floats(MOST, block * row);
            float[] left = Workspace.floats(LEFT, block * row);
            boolean finite = true;
            for (int p = 0; p < g.outHeight(); p += block) {
                int rows = Math.min(block, g.outHeight() - p);
                int o = (image * g.outHeight() + p) * row;
                System.arraycopy(y, yOff + o, most, 0, rows * row);
                System.arraycopy(dy, dyOff + o, left, 0, rows * row);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    cells.gather(x, xOff, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    MaxPool2x2.take(plane, most, left, 0, rows * row);
                    cells.scatter(plane, dx, dxOff, image, p, rows, cell);
                }
                finite &= MaxPool2x2.allFinite(left, plane, rows * row);
            }
            if (!finite) {
                int at = image * in;
                int o = image * g.outHeight() * row;
                loops.maxPoolBackward(g, 1, channels, x, xOff + at, y, yOff + o, dy, dyOff + o, dx, dxOff + at);
            }
        });
    }
}
