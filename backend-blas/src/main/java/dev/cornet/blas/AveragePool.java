package dev.cornet.blas;

import dev.cornet.backend.Slot;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Average pooling over the window cells inside the image, so that padding does not count; computed one output row at a time by {@link
 * WindowGather}. Tasks are bands of rows in the forward pass and images in the backward pass.
 */
final class AveragePool {
    private static final Slot PLANE = Slot.of();
    private static final Slot SUM = Slot.of();
    private static final Slot COUNT = Slot.of();

    private final Window window;
    private final int channels;
    private final WindowGather windows;

    AveragePool(Window window, int channels) {
        this.window = window;
        this.channels = channels;
        this.windows = new WindowGather(window, channels);
    }

    void forward(Tensor x, Tensor y) {
        int row = windows.rowLength();
        windows.forEachBand(x.shape().dim(0), (image, from, to) -> {
            float[] plane = Workspace.floats(PLANE, row);
            float[] sum = Workspace.floats(SUM, row);
            float[] count = columnsInside();
            for (int p = from; p < to; p++) {
                Arrays.fill(sum, 0, row, 0f);
                for (int cell = 0; cell < window.kernelCells(); cell++) {
                    windows.gather(x, image, p, 1, cell, 0f, plane);
                    add(sum, plane, row);
                }
                divide(sum, count, rowsInside(p), row);
                System.arraycopy(sum, 0, y.data(), y.offset() + (image * window.outHeight() + p) * row, row);
            }
        });
    }

    void backward(Tensor dy, Tensor dx) {
        int imageSize = window.inputPixels() * channels;
        int row = windows.rowLength();
        WorkerPool.shared().run(dx.shape().dim(0), image -> {
            int dxAt = dx.offset() + image * imageSize;
            Arrays.fill(dx.data(), dxAt, dxAt + imageSize, 0f);
            float[] gradient = Workspace.floats(SUM, row);
            float[] count = columnsInside();
            for (int p = 0; p < window.outHeight(); p++) {
                System.arraycopy(dy.data(), dy.offset() + (image * window.outHeight() + p) * row, gradient, 0, row);
                divide(gradient, count, rowsInside(p), row);
                for (int cell = 0; cell < window.kernelCells(); cell++) {
                    windows.scatter(gradient, dx, image, p, 1, cell);
                }
            }
        });
    }

    /** For each window of an output row, the number of its columns inside the image, repeated for every channel. */
    private float[] columnsInside() {
        float[] count = Workspace.floats(COUNT, windows.rowLength());
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
