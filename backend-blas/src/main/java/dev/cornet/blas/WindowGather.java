package dev.cornet.blas;

import dev.cornet.backend.Window;
import dev.cornet.backend.WorkerPool;
import java.util.Arrays;

/**
 * The cells of the windows at some output rows, NHWC: one array ("plane") per cell, that cell of all windows side by side, so that loops run
 * over whole rows with one index.
 */
final class WindowGather {
    private static final int BAND = 14;

    private final Window g;
    private final int channels;
    private final WindowAxis down;
    private final WindowAxis across;
    private final boolean apart;

    WindowGather(Window g, int channels) {
        this.g = g;
        this.channels = channels;
        this.down = WindowAxis.rows(g);
        this.across = WindowAxis.columns(g);
        this.apart = g.strideHeight() >= g.kernelHeight()
                && g.strideWidth() >= g.kernelWidth()
                && g.dilationHeight() * g.dilationWidth() == 1;
    }

    /** Output rows of one image. */
    interface Rows {
        void run(int image, int from, int to);
    }

    /** Shares out the output rows of all images, in bands. */
    void rows(int batch, Rows rows) {
        int bands = (g.outHeight() + BAND - 1) / BAND;
        WorkerPool.shared().run(Math.multiplyExact(batch, bands), task -> {
            int from = task % bands * BAND;
            rows.run(task / bands, from, Math.min(from + BAND, g.outHeight()));
        });
    }

    /** Values of an output row. */
    int row() {
        return g.outWidth() * channels;
    }

    /** True when each input pixel lies under exactly one window, so that {@link #scatter} writes all of dx. */
    boolean cover() {
        return apart && down.covers() && across.covers();
    }

    /** plane ← one cell of each window of {@code rows} output rows from {@code p} on. */
    void gather(float[] x, int xOff, int image, int p, int rows, int cell, float padding, float[] plane) {
        int j = cell % g.kernelWidth();
        int from = across.first(j);
        int to = across.end(j);
        for (int r = 0; r < rows; r++) {
            int h = down.at(p + r, cell / g.kernelWidth());
            int row = r * row();
            if (h < 0 || from >= to) {
                Arrays.fill(plane, row, row + row(), padding);
                continue;
            }
            Arrays.fill(plane, row, row + from * channels, padding);
            copy(
                    x,
                    xOff + pixel(image, h, across.at(from, j)),
                    step(),
                    plane,
                    row + from * channels,
                    channels,
                    to - from);
            Arrays.fill(plane, row + to * channels, row + row(), padding);
        }
    }

    /** dx += plane, at the same cells; dx is zero where no window has been before. */
    void scatter(float[] plane, float[] dx, int dxOff, int image, int p, int rows, int cell) {
        int j = cell % g.kernelWidth();
        int from = across.first(j);
        int to = across.end(j);
        for (int r = 0; r < rows; r++) {
            int h = down.at(p + r, cell / g.kernelWidth());
            if (h < 0 || from >= to) {
                continue;
            }
            int at = r * row() + from * channels;
            int pixel = dxOff + pixel(image, h, across.at(from, j));
            if (apart) {
                copy(plane, at, channels, dx, pixel, step(), to - from);
            } else {
                add(plane, at, dx, pixel, to - from);
            }
        }
    }

    private int pixel(int image, int h, int w) {
        return ((image * g.height() + h) * g.width() + w) * channels;
    }

    /** Values from the cell of one window to that of the next one in the row. */
    private int step() {
        return g.strideWidth() * channels;
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
