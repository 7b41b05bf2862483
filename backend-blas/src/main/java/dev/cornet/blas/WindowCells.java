package dev.cornet.blas;

import dev.cornet.backend.Pool;
import dev.cornet.backend.Window;
import java.util.Arrays;

/**
 * The cells of the windows at some output rows, NHWC: one array ("plane") per cell, that cell of all windows side by side, so that loops run
 * over whole rows with one index.
 */
final class WindowCells {
    private static final int BAND = 14;

    private final Window g;
    private final int channels;
    private final Axis down;
    private final Axis across;
    private final boolean apart;

    WindowCells(Window g, int channels) {
        this.g = g;
        this.channels = channels;
        this.down = Axis.rows(g);
        this.across = Axis.columns(g);
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
        Pool.shared().run(Math.multiplyExact(batch, bands), task -> {
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
        return apart && g.outputPixels() * g.kernelCells() == g.inputPixels();
    }

    /** plane ← one cell of each window of {@code rows} output rows from {@code p} on. */
    void gather(float[] x, int xOff, int image, int p, int rows, int cell, float padding, float[] plane) {
        int i = cell / g.kernelWidth();
        int j = cell % g.kernelWidth();
        for (int r = 0; r < rows; r++) {
            int h = down.at(p + r, i);
            int line = xOff + (image * g.height() + h) * g.width() * channels;
            for (int q = 0; q < g.outWidth(); q++) {
                int w = across.at(q, j);
                int to = r * row() + q * channels;
                if (h < 0 || w < 0) {
                    Arrays.fill(plane, to, to + channels, padding);
                } else {
                    System.arraycopy(x, line + w * channels, plane, to, channels);
                }
            }
        }
    }

    /** dx += plane, at the same cells; dx is zero where no window has been before. */
    void scatter(float[] plane, float[] dx, int dxOff, int image, int p, int rows, int cell) {
        int i = cell / g.kernelWidth();
        int j = cell % g.kernelWidth();
        for (int r = 0; r < rows; r++) {
            int h = down.at(p + r, i);
            int line = dxOff + (image * g.height() + h) * g.width() * channels;
            for (int q = 0; q < g.outWidth() && h >= 0; q++) {
                int w = across.at(q, j);
                if (w >= 0) {
                    give(plane, r * row() + q * channels, dx, line + w * channels);
                }
            }
        }
    }

    private void give(float[] plane, int from, float[] dx, int to) {
        if (apart) {
            System.arraycopy(plane, from, dx, to, channels);
            return;
        }
        for (int c = 0; c < channels; c++) {
            dx[to + c] += plane[from + c];
        }
    }
}
