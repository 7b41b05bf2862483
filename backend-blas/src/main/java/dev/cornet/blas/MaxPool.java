package dev.cornet.blas;

import dev.cornet.backend.Bounds;
import dev.cornet.backend.Pool;
import dev.cornet.backend.Window;
import java.util.Arrays;

/** Maximum pooling, NHWC: for each output pixel loops over its channels, one window cell after another; images are tasks. */
final class MaxPool {
    private final Window g;
    private final int channels;

    MaxPool(Window g, int channels) {
        this.g = g;
        this.channels = channels;
    }

    private void check(int batch, float[] x, int xOff, float[] y, int yOff) {
        Bounds.require("x", x, xOff, (long) batch * g.inputPixels() * channels);
        Bounds.require("y", y, yOff, (long) batch * g.outputPixels() * channels);
    }

    void forward(int batch, float[] x, int xOff, float[] y, int yOff) {
        check(batch, x, xOff, y, yOff);
        Pool.shared().run(batch, image -> {
            for (int p = 0; p < g.outHeight(); p++) {
                for (int q = 0; q < g.outWidth(); q++) {
                    int at = yOff + ((image * g.outHeight() + p) * g.outWidth() + q) * channels;
                    Arrays.fill(y, at, at + channels, Float.NEGATIVE_INFINITY);
                    for (int i = 0; i < g.kernelHeight(); i++) {
                        int h = p * g.strideHeight() + i * g.dilationHeight() - g.padTop();
                        for (int j = 0; j < g.kernelWidth() && h >= 0 && h < g.height(); j++) {
                            int w = q * g.strideWidth() + j * g.dilationWidth() - g.padLeft();
                            if (w >= 0 && w < g.width()) {
                                larger(x, xOff + ((image * g.height() + h) * g.width() + w) * channels, y, at);
                            }
                        }
                    }
                }
            }
        });
    }

    private void larger(float[] x, int from, float[] y, int at) {
        for (int c = 0; c < channels; c++) {
            y[at + c] = Math.max(y[at + c], x[from + c]);
        }
    }

    /** The gradient goes to the first cell that holds the maximum: a channel's dy is spent once it has been given. */
    void backward(int batch, float[] x, int xOff, float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff) {
        check(batch, x, xOff, y, yOff);
        check(batch, dx, dxOff, dy, dyOff);
        int in = g.inputPixels() * channels;
        Pool.shared().run(batch, image -> {
            Arrays.fill(dx, dxOff + image * in, dxOff + (image + 1) * in, 0f);
            float[] left = dev.cornet.backend.Scratch.floats(2, channels);
            for (int p = 0; p < g.outHeight(); p++) {
                for (int q = 0; q < g.outWidth(); q++) {
                    int o = ((image * g.outHeight() + p) * g.outWidth() + q) * channels;
                    System.arraycopy(dy, dyOff + o, left, 0, channels);
                    for (int i = 0; i < g.kernelHeight(); i++) {
                        int h = p * g.strideHeight() + i * g.dilationHeight() - g.padTop();
                        for (int j = 0; j < g.kernelWidth() && h >= 0 && h < g.height(); j++) {
                            int w = q * g.strideWidth() + j * g.dilationWidth() - g.padLeft();
                            if (w >= 0 && w < g.width()) {
                                int at = ((image * g.height() + h) * g.width() + w) * channels;
                                give(x, xOff + at, y, yOff + o, left, dx, dxOff + at);
                            }
                        }
                    }
                }
            }
        });
    }

    private void give(float[] x, int xAt, float[] y, int yAt, float[] left, float[] dx, int dxAt) {
        for (int c = 0; c < channels; c++) {
            if (x[xAt + c] == y[yAt + c]) {
                dx[dxAt + c] += left[c];
                left[c] = 0;
            }
        }
    }
}
