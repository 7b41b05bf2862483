package dev.cornet.backend;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** Convolutions in plain Java: loops over output pixels and kernel cells; the innermost loop is over filters. */
final class JavaConv {
    private final Window window;
    private final int channels;
    private final int filters;
    private final int groupChannels;
    private final int groupFilters;
    private final int inputs;
    private final int outputs;

    JavaConv(ConvShape shape) {
        this.window = shape.window();
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.groupChannels = shape.groupChannels();
        this.groupFilters = shape.groupFilters();
        this.inputs = shape.inputs();
        this.outputs = shape.outputs();
    }

    /** The action for an input pixel and the kernel cell that lies on it. */
    @FunctionalInterface
    interface CellVisitor {
        void visit(int inputPixel, int cell);
    }

    /** Visits the input pixels, without padding, under the window of output pixel (p, q) in row-major order. */
    static void visit(Window window, int p, int q, CellVisitor visitor) {
        for (int i = 0; i < window.kernelHeight(); i++) {
            int h = p * window.strideHeight() + i * window.dilationHeight() - window.padTop();
            if (h < 0 || h >= window.height()) {
                continue;
            }
            for (int j = 0; j < window.kernelWidth(); j++) {
                int w = q * window.strideWidth() + j * window.dilationWidth() - window.padLeft();
                if (w >= 0 && w < window.width()) {
                    visitor.visit(h * window.width() + w, i * window.kernelWidth() + j);
                }
            }
        }
    }

    /** Computes y for one image. */
    void forward(int image, Tensor x, Tensor w, Tensor y) {
        float[] xs = x.data();
        float[] ws = w.data();
        float[] ys = y.data();
        int xOff = x.offset() + image * inputs;
        int yOff = y.offset() + image * outputs;
        for (int o = 0; o < window.outputPixels(); o++) {
            int yAt = yOff + o * filters;
            Arrays.fill(ys, yAt, yAt + filters, 0f);
            visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                for (int c = 0; c < channels; c++) {
                    float v = xs[xOff + pixel * channels + c];
                    int wAt = w.offset() + kernelIndex(cell, c);
                    int at = yAt + c / groupChannels * groupFilters;
                    for (int f = 0; f < groupFilters; f++) {
                        ys[at + f] += v * ws[wAt + f];
                    }
                }
            });
        }
    }

    /** The index in the kernel of the first filter that reads a channel at a kernel cell. */
    private int kernelIndex(int cell, int channel) {
        return (cell * groupChannels + channel % groupChannels) * filters + channel / groupChannels * groupFilters;
    }

    /** Computes dx for one image. */
    void backwardInput(int image, Tensor dy, Tensor w, Tensor dx) {
        float[] dys = dy.data();
        float[] ws = w.data();
        float[] dxs = dx.data();
        int dyOff = dy.offset() + image * outputs;
        int dxOff = dx.offset() + image * inputs;
        Arrays.fill(dxs, dxOff, dxOff + inputs, 0f);
        for (int o = 0; o < window.outputPixels(); o++) {
            int dyAt = dyOff + o * filters;
            visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                for (int c = 0; c < channels; c++) {
                    int wAt = w.offset() + kernelIndex(cell, c);
                    int at = dyAt + c / groupChannels * groupFilters;
                    float sum = 0;
                    for (int f = 0; f < groupFilters; f++) {
                        sum += dys[at + f] * ws[wAt + f];
                    }
                    dxs[dxOff + pixel * channels + c] += sum;
                }
            });
        }
    }

    /** Adds to dw the gradient for one image and the input channels {@code from … to−1}. */
    void backwardKernel(int image, Tensor x, Tensor dy, Tensor dw, int from, int to) {
        float[] xs = x.data();
        float[] dys = dy.data();
        float[] dws = dw.data();
        int xOff = x.offset() + image * inputs;
        int dyOff = dy.offset() + image * outputs;
        for (int o = 0; o < window.outputPixels(); o++) {
            int dyAt = dyOff + o * filters;
            visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                for (int c = from; c < to; c++) {
                    float v = xs[xOff + pixel * channels + c];
                    int at = dw.offset() + kernelIndex(cell, c);
                    int dAt = dyAt + c / groupChannels * groupFilters;
                    for (int f = 0; f < groupFilters; f++) {
                        dws[at + f] += v * dys[dAt + f];
                    }
                }
            });
        }
    }
}
