package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/**
 * Average pooling over the window cells inside the image, so that padding does not count; computed one output row at a time by {@link
 * WindowGather}. Tasks are bands of rows in the forward pass and images in the backward pass.
 */
final class AveragePool {
    private static final int PLANE_SLOT = 2;
    private static final int SUM_SLOT = 5;
    private static final int COUNT_SLOT = 6;

    private final Window window;
    private final int channels;
    private final WindowGather windows;

    AveragePool(Window window, int channels) {
        this.window = window;
        this.channels = channels;
        this.windows = new WindowGather(window, channels);
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.pool(window, batch, channels, x, xOff, y, yOff);
        int row = windows.rowLength();
        windows.forEachBand(batch, (image, from, to) -> {
            float[] plane = Workspace.floats(PLANE_SLOT, row);
            float[] sum = Workspace.floats(SUM_SLOT, row);
            float[] count = columnsInside();
            for (int p = from; p < to; p++) {
                Arrays.fill(sum, 0, row, 0f);
                for (int cell = 0; cell < window.kernelCells(); cell++) {
                    windows.gather(x, xOff, image, p, 1, cell, 0f, plane);
                    add(sum, plane, row);
                }
                divide(sum, count, rowsInside(p), row);
                System.arraycopy(sum, 0, y, yOff + (image * window.outHeight() + p) * row, row);
            }
        });
    }

    void backward(int batch, float[] dy, int dyOff, float[] dx, int dxOff) {
        ArgumentChecks.pool(window, batch, channels, dx, dxOff, dy, dyOff);
        int imageSize = window.inputPixels() * channels;
        int row = windows.rowLength();
        WorkerPool.shared().run(batch, image -> {
            Arrays.fill(dx, dxOff + image * imageSize, dxOff + (image + 1) * imageSize, 0f);
            float[] gradient = Workspace.floats(SUM_SLOT, row);
            float[] count = columnsInside();
            for (int p = 0; p < window.outHeight(); p++) {
                System.arraycopy(dy, dyOff + (image * window.outHeight() + p) * row, gradient, 0, row);
                divide(gradient, count, rowsInside(p), row);
                for (int cell = 0; cell < window.kernelCells(); cell++) {
                    windows.scatter(gradient, dx, dxOff, image, p, 1, cell);
                }
            }
        });
    }

    /** For each window of an output row, the number of its columns inside the image, repeated for every channel. */
    private float[] columnsInside() {
        float[] count = Workspace.floats(COUNT_SLOT, windows.rowLength());
        WindowAxis across = WindowAxis.columns(window);
        for (int q = 0; q < window.outWidth(); q++) {
            Arrays.fill(count, q * channels, (q + 1) * channels, across.cellsInside(q));
        }
        return count;
    }

    private float rowsInside(int p) {
        return WindowAxis.rows(window).cellsInside(p);
    }

    private static void add(float[] sum, float[] plane, int row) {
        for (int i = 0; i < row; i++) {
            sum[i] += plane[i];
        }
    }

    private static void divide(float[] values, float[] columns, float rows, int row) {
        for (int i = 0; i < row; i++) {
            values[i] /= columns[i] * rows;
        }
    }
}
