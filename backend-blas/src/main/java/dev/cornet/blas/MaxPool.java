package dev.cornet.blas;

import dev.cornet.backend.ArgumentChecks;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import java.util.Arrays;

/**
 * Max pooling, computed some output rows at a time by {@link WindowGather}. Tasks are bands of rows in the forward pass and images in the
 * backward pass.
 */
final class MaxPool {
    private static final int PLANE_SLOT = 2;
    private static final int MAX_SLOT = 5;
    private static final int REMAINING_SLOT = 6;

    /** The largest number of values of a block of output rows: loops are long, and data stays in the first-level cache. */
    private static final int BLOCK_VALUES = 2_048;

    private final Window window;
    private final int channels;
    private final JavaBackend javaBackend;
    private final int rowLength;
    private final int blockRows;
    private final WindowGather windows;

    MaxPool(Window window, int channels, JavaBackend javaBackend) {
        this.window = window;
        this.channels = channels;
        this.javaBackend = javaBackend;
        this.windows = new WindowGather(window, channels);
        this.rowLength = windows.rowLength();
        this.blockRows = Math.max(1, Math.min(window.outHeight(), BLOCK_VALUES / Math.max(1, rowLength)));
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.pool(window, batch, channels, x, xOff, y, yOff);
        windows.forEachBand(batch, (image, from, to) -> {
            float[] plane = Workspace.floats(PLANE_SLOT, blockRows * rowLength);
            float[] max = Workspace.floats(MAX_SLOT, blockRows * rowLength);
            for (int p = from; p < to; p += blockRows) {
                int rows = Math.min(blockRows, to - p);
                windows.gather(x, xOff, image, p, rows, 0, Float.NEGATIVE_INFINITY, max);
                for (int cell = 1; cell < window.kernelCells(); cell++) {
                    windows.gather(x, xOff, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    MaxPool2x2.max(max, plane, 0, rows * rowLength);
                }
                System.arraycopy(max, 0, y, yOff + (image * window.outHeight() + p) * rowLength, rows * rowLength);
            }
        });
    }

    /**
     * Routes the gradient of each window to the first cell that holds the maximum. The cells are visited in row order; a gradient that
     * one cell has taken is 0 for the cells after it. An image with infinities or NaN is computed by the loops of {@link JavaBackend}.
     */
    void backward(int batch, float[] x, int xOff, float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff) {
        ArgumentChecks.pool(window, batch, channels, x, xOff, y, yOff);
        ArgumentChecks.pool(window, batch, channels, dx, dxOff, dy, dyOff);
        int imageSize = window.inputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            if (!windows.coversInput()) {
                Arrays.fill(dx, dxOff + image * imageSize, dxOff + (image + 1) * imageSize, 0f);
            }
            float[] plane = Workspace.floats(PLANE_SLOT, blockRows * rowLength);
            float[] max = Workspace.floats(MAX_SLOT, blockRows * rowLength);
            float[] remaining = Workspace.floats(REMAINING_SLOT, blockRows * rowLength);
            boolean finite = true;
            for (int p = 0; p < window.outHeight(); p += blockRows) {
                int rows = Math.min(blockRows, window.outHeight() - p);
                int o = (image * window.outHeight() + p) * rowLength;
                System.arraycopy(y, yOff + o, max, 0, rows * rowLength);
                System.arraycopy(dy, dyOff + o, remaining, 0, rows * rowLength);
                for (int cell = 0; cell < window.kernelCells(); cell++) {
                    windows.gather(x, xOff, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    MaxPool2x2.routeGradient(plane, max, remaining, 0, rows * rowLength);
                    windows.scatter(plane, dx, dxOff, image, p, rows, cell);
                }
                finite &= MaxPool2x2.allFinite(remaining, plane, rows * rowLength);
            }
            if (!finite) {
                int at = image * imageSize;
                int o = image * window.outHeight() * rowLength;
                javaBackend.maxPoolBackward(
                        window, 1, channels, x, xOff + at, y, yOff + o, dy, dyOff + o, dx, dxOff + at);
            }
        });
    }
}
