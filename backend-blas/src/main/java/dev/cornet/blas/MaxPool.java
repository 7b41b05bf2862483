package dev.cornet.blas;

import dev.cornet.backend.Bounds;
import dev.cornet.backend.JavaBackend;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Scratch;
import dev.cornet.backend.Window;
import java.util.Arrays;

/** Maximum pooling, NHWC. The windows' cells of an output row are laid side by side, one cell after another, so that all loops run
 * over whole rows with one index; images are tasks. */
final class MaxPool {
    private static final int PLANE = 2;
    private static final int MOST = 5;
    private static final int LEFT = 6;
    private static final int REST = 7;

    private final Window g;
    private final int channels;
    private final JavaBackend loops;

    MaxPool(Window g, int channels, JavaBackend loops) {
        this.g = g;
        this.channels = channels;
        this.loops = loops;
    }

    private void check(int batch, float[] x, int xOff, float[] y, int yOff) {
        Bounds.require("x", x, xOff, (long) batch * g.inputPixels() * channels);
        Bounds.require("y", y, yOff, (long) batch * g.outputPixels() * channels);
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        check(batch, x, xOff, y, yOff);
        int row = g.outWidth() * channels;
        Pool.shared().run(batch, image -> {
            float[] plane = Scratch.floats(PLANE, row);
            float[] most = Scratch.floats(MOST, row);
            for (int p = 0; p < g.outHeight(); p++) {
                Arrays.fill(most, 0, row, Float.NEGATIVE_INFINITY);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    if (gather(x, xOff, image, p, cell, plane)) {
                        larger(most, plane, row);
                    }
                }
                System.arraycopy(most, 0, y, yOff + (image * g.outHeight() + p) * row, row);
            }
        });
    }

    private static void larger(float[] most, float[] plane, int row) {
        for (int i = 0; i < row; i++) {
            most[i] = Math.max(most[i], plane[i]);
        }
    }

    /**
     * The gradient goes to the first cell that holds the maximum: what a cell takes of dy is no longer left for the next one. Whether a cell
     * holds it, 1 − min((y − x)·2¹⁵⁰, 1), is exactly 1 or 0 for finite values. Infinities and NaN in y or dy leave NaN in what is left of dy
     * (∞ − ∞, 0·∞); an image with such goes through plain loops.
     */
    void backward(int batch, float[] x, int xOff, float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff) {
        check(batch, x, xOff, y, yOff);
        check(batch, dx, dxOff, dy, dyOff);
        int in = g.inputPixels() * channels;
        int row = g.outWidth() * channels;
        Pool.shared().run(batch, image -> {
            Arrays.fill(dx, dxOff + image * in, dxOff + (image + 1) * in, 0f);
            float[] plane = Scratch.floats(PLANE, row);
            float[] most = Scratch.floats(MOST, row);
            float[] left = Scratch.floats(LEFT, row);
            float[] rest = Scratch.floats(REST, row);
            Arrays.fill(rest, 0, row, 0f);
            for (int p = 0; p < g.outHeight(); p++) {
                int o = (image * g.outHeight() + p) * row;
                System.arraycopy(y, yOff + o, most, 0, row);
                System.arraycopy(dy, dyOff + o, left, 0, row);
                for (int cell = 0; cell < g.kernelCells(); cell++) {
                    if (gather(x, xOff, image, p, cell, plane)) {
                        take(plane, most, left, row);
                        scatter(plane, dx, dxOff, image, p, cell);
                    }
                }
                for (int i = 0; i < row; i++) {
                    rest[i] += left[i];
                }
            }
            if (!allFinite(rest, row)) {
                int at = image * in;
                int o = image * g.outHeight() * row;
                loops.maxPoolBackward(g, 1, channels, x, xOff + at, y, yOff + o, dy, dyOff + o, dx, dxOff + at);
            }
        });
    }

    private static boolean allFinite(float[] values, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i] * 0f;
        }
        return sum == 0;
    }

    /** plane ← what its cells take of {@code left}, and left ← the rest. */
    private static void take(float[] plane, float[] most, float[] left, int row) {
        for (int i = 0; i < row; i++) {
            plane[i] = left[i] * (1f - Math.min((most[i] - plane[i]) * 0x1p127f * 0x1p23f, 1f));
        }
        for (int i = 0; i < row; i++) {
            left[i] -= plane[i];
        }
    }

    /** The input row under a window's cell at output row {@code p}; negative if it is padding. */
    private int inputRow(int p, int cell) {
        int h = p * g.strideHeight() + cell / g.kernelWidth() * g.dilationHeight() - g.padTop();
        return h < g.height() ? h : -1;
    }

    private int inputColumn(int q, int cell) {
        int w = q * g.strideWidth() + cell % g.kernelWidth() * g.dilationWidth() - g.padLeft();
        return w < g.width() ? w : -1;
    }

    /** One cell of each window of an output row, side by side; false where the whole row is padding. */
    private boolean gather(float[] x, int xOff, int image, int p, int cell, float[] plane) {
        int h = inputRow(p, cell);
        for (int q = 0; q < g.outWidth() && h >= 0; q++) {
            int w = inputColumn(q, cell);
            if (w < 0) {
                Arrays.fill(plane, q * channels, (q + 1) * channels, Float.NEGATIVE_INFINITY);
            } else {
                int at = xOff + ((image * g.height() + h) * g.width() + w) * channels;
                System.arraycopy(x, at, plane, q * channels, channels);
            }
        }
        return h >= 0;
    }

    private void scatter(float[] plane, float[] dx, int dxOff, int image, int p, int cell) {
        int h = inputRow(p, cell);
        boolean apart = g.strideHeight() >= g.kernelHeight() && g.strideWidth() >= g.kernelWidth();
        for (int q = 0; q < g.outWidth(); q++) {
            int w = inputColumn(q, cell);
            int at = dxOff + ((image * g.height() + h) * g.width() + w) * channels;
            if (w >= 0 && apart && g.dilationHeight() * g.dilationWidth() == 1) {
                System.arraycopy(plane, q * channels, dx, at, channels);
            } else if (w >= 0) {
                for (int c = 0; c < channels; c++) {
                    dx[at + c] += plane[q * channels + c];
                }
            }
        }
    }
}
