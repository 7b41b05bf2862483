package dev.cornet.blas;

import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Slot;
import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Max pooling, computed some output rows at a time by {@link WindowGather}. Tasks are bands of rows in the forward pass and images in the
 * backward pass.
 */
final class MaxPool {
    private static final Slot PLANE = Slot.of();
    private static final Slot MAX = Slot.of();
    private static final Slot REMAINING = Slot.of();

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

    void forward(Tensor x, Tensor y) {
        windows.forEachBand(x.shape().dim(0), (image, from, to) -> {
            float[] plane = Workspace.floats(PLANE, blockRows * rowLength);
            float[] max = Workspace.floats(MAX, blockRows * rowLength);
            for (int p = from; p < to; p += blockRows) {
                int rows = Math.min(blockRows, to - p);
                windows.gather(x, image, p, rows, 0, Float.NEGATIVE_INFINITY, max);
                for (int cell = 1; cell < window.kernelCells(); cell++) {
                    windows.gather(x, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    MaxPool2x2.max(max, plane, 0, rows * rowLength);
                }
                int o = (image * window.outHeight() + p) * rowLength;
                System.arraycopy(max, 0, y.data(), y.offset() + o, rows * rowLength);
            }
        });
    }

    /**
     * Routes the gradient of each window to the first cell that holds the maximum. The cells are visited in row order; a gradient that
     * one cell has taken is 0 for the cells after it. An image with infinities or NaN is computed by the loops of {@link JavaBackend}.
     */
    void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
        int imageSize = window.inputPixels() * channels;
        WorkerPool.shared().run(x.shape().dim(0), image -> {
            if (!windows.coversInput()) {
                int dxAt = dx.offset() + image * imageSize;
                Arrays.fill(dx.data(), dxAt, dxAt + imageSize, 0f);
            }
            float[] plane = Workspace.floats(PLANE, blockRows * rowLength);
            float[] max = Workspace.floats(MAX, blockRows * rowLength);
            float[] remaining = Workspace.floats(REMAINING, blockRows * rowLength);
            boolean finite = true;
            for (int p = 0; p < window.outHeight(); p += blockRows) {
                int rows = Math.min(blockRows, window.outHeight() - p);
                int o = (image * window.outHeight() + p) * rowLength;
                System.arraycopy(y.data(), y.offset() + o, max, 0, rows * rowLength);
                System.arraycopy(dy.data(), dy.offset() + o, remaining, 0, rows * rowLength);
                for (int cell = 0; cell < window.kernelCells(); cell++) {
                    windows.gather(x, image, p, rows, cell, Float.NEGATIVE_INFINITY, plane);
                    MaxPool2x2.routeGradient(plane, max, remaining, 0, rows * rowLength);
                    windows.scatter(plane, dx, image, p, rows, cell);
                }
                finite &= MaxPool2x2.allFinite(remaining, plane, rows * rowLength);
            }
            if (!finite) {
                int outputs = window.outHeight() * rowLength;
                javaBackend.maxPoolBackward(
                        window,
                        image(x, image, imageSize),
                        image(y, image, outputs),
                        image(dy, image, outputs),
                        image(dx, image, imageSize));
            }
        });
    }

    /** A single image of {@code size} values as a batch of one. */
    private Tensor image(Tensor x, int image, int size) {
        return Tensor.wrap(x.data(), x.offset() + image * size, Shape.of(1, size / channels, channels));
    }
}
