package dev.cornet.blas;

import dev.cornet.backend.Pool;
import dev.cornet.backend.Window;
import java.util.Arrays;

/**
 * The cells of the windows at one output row, NHWC: one array ("plane") per cell, that cell of all windows side by side, so that loops run
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

    private int inputRow(int p, int cell) {
        return down.at(p, cell / g.kernelWidth());
    }

    private int inputColumn(int q, int cell) {
        return across.at(q, cell % g.kernelWidth());
    }

    /** plane ← one cell of each window of output row {@code p}; false, and nothing, where the whole row is padding. */
    boolean gather(float[] x, int xOff, int image, int p, int cell, float padding, float[] plane) {
        int h = inputRow(p, cell);
        for (int q = 0; q < g.outWidth() && h >= 0; q++) {
            int w = inputColumn(q, cell);
            if (w < 0) {
                Arrays.fill(plane, q * channels, (q + 1) * channels, padding);
            } else {
                int at = xOff + ((image * g.height() + h) * g.width() + w) * channels;
                System.arraycopy(x, at, plane, q * channels, channels);
            }
        }
        return h >= 0;
    }

    /** dx += plane, at the same cells; dx is zero where no window has been before. */
    void scatter(float[] plane, float[] dx, int dxOff, int image, int p, int cell) {
        int h = inputRow(p, cell);
        for (int q = 0; q < g.outWidth() && h >= 0; q++) {
            int w = inputColumn(q, cell);
            int at = dxOff + ((image * g.height() + h) * g.width() + w) * channels;
            if (w >= 0 && apart) {
                System.arraycopy(plane, q * channels, dx, at, channels);
            } else if (w >= 0) {
                for (int c = 0; c < channels; c++) {
                    dx[at + c] += plane[q * channels + c];
                }
            }
        }
    }
}
