package dev.cornet.blas;

import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * Gather and scatter for pooling windows, NHWC: for each window cell, one array (a plane) holds the values of that cell in all windows of
 * some output rows, side by side, so that loops run over whole rows with a single index.
 */
final class WindowGather {
    private static final int BAND_ROWS = 14;

    private final Window window;
    private final int channels;
    private final WindowAxis down;
    private final WindowAxis across;
    private final boolean disjoint;

    WindowGather(Window window, int channels) {
        this.window = window;
        this.channels = channels;
        this.down = WindowAxis.rows(window);
        this.across = WindowAxis.columns(window);
        this.disjoint = window.strideHeight() >= window.kernelHeight()
                && window.strideWidth() >= window.kernelWidth()
                && window.dilationHeight() * window.dilationWidth() == 1;
    }

    /** A task on some output rows of one image. */
    interface Band {
        void run(int image, int from, int to);
    }

    /** Cuts the output rows of all images into bands and runs a task on the pool for each. */
    void forEachBand(int batch, Band body) {
        int bands = (window.outHeight() + BAND_ROWS - 1) / BAND_ROWS;
        WorkerPool.shared().run(Math.multiplyExact(batch, bands), task -> {
            int from = task % bands * BAND_ROWS;
            body.run(task / bands, from, Math.min(from + BAND_ROWS, window.outHeight()));
        });
    }

    /** Number of values in an output row. */
    int rowLength() {
        return window.outWidth() * channels;
    }

    /** True if each input pixel lies under exactly one window, so that {@link #scatter} writes all of dx. */
    boolean coversInput() {
        return disjoint && down.coversSource() && across.coversSource();
    }

    /** plane ← the given cell of each window in {@code rows} output rows from row {@code p} on; {@code padding} outside the image. */
    void gather(Tensor x, int image, int p, int rows, int cell, float padding, float[] plane) {
        int j = cell % window.kernelWidth();
        int from = across.first(j);
        int to = across.end(j);
        for (int r = 0; r < rows; r++) {
            int h = down.sourcePixel(p + r, cell / window.kernelWidth());
            int row = r * rowLength();
            if (h < 0 || from >= to) {
                Arrays.fill(plane, row, row + rowLength(), padding);
                continue;
            }
            Arrays.fill(plane, row, row + from * channels, padding);
            copy(
                    x.data(),
                    x.offset() + pixel(image, h, across.sourcePixel(from, j)),
                    step(),
                    plane,
                    row + from * channels,
                    channels,
                    to - from);
            Arrays.fill(plane, row + to * channels, row + rowLength(), padding);
        }
    }

    /** dx += plane at the pixels of the given cell. dx must be zero before the first call, unless {@link #coversInput()}. */
    void scatter(float[] plane, Tensor dx, int image, int p, int rows, int cell) {
        int j = cell % window.kernelWidth();
        int from = across.first(j);
        int to = across.end(j);
        for (int r = 0; r < rows; r++) {
            int h = down.sourcePixel(p + r, cell / window.kernelWidth());
            if (h < 0 || from >= to) {
                continue;
            }
            int at = r * rowLength() + from * channels;
            int pixel = dx.offset() + pixel(image, h, across.sourcePixel(from, j));
            if (disjoint) {
                copy(plane, at, channels, dx.data(), pixel, step(), to - from);
            } else {
                add(plane, at, dx.data(), pixel, to - from);
            }
        }
    }

    private int pixel(int image, int h, int w) {
        return ((image * window.height() + h) * window.width() + w) * channels;
    }

    /** Distance in x of the same cell in neighbouring windows of a row, in values. */
    private int step() {
        return window.strideWidth() * channels;
    }

    private void copy(float[] x, int xAt, int xStep, float[] y, int yAt, int yStep, int pixels) {
        for (int q = 0; q < pixels; q++) {
            System.arraycopy(x, xAt + q * xStep, y, yAt + q * yStep, channels);
        }
    }

    private void add(float[] plane, int at, float[] dx, int pixel, int pixels) {
        for (int q = 0; q < pixels; q++) {
            int from = at + q * channels;
            int to = pixel + q * step();
            for (int c = 0; c < channels; c++) {
                dx[to + c] += plane[from + c];
            }
        }
    }
}
