package dev.cornet.backend;

/** Convolutions in plain Java: loops over output pixels and kernel cells; the innermost loop is over filters. */
final class JavaConv {
    private final Window window;
    private final int channels;
    private final int filters;
    private final int groupChannels;
    private final int groupFilters;

    JavaConv(ConvShape shape) {
        this.window = shape.window();
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.groupChannels = shape.groupChannels();
        this.groupFilters = shape.groupFilters();
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
    void forward(float[] x, int xOff, float[] w, int wOff, float[] y, int yOff) {
        for (int o = 0; o < window.outputPixels(); o++) {
            int yAt = yOff + o * filters;
            java.util.Arrays.fill(y, yAt, yAt + filters, 0f);
            visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                for (int c = 0; c < channels; c++) {
                    int group = c / groupChannels;
                    float v = x[xOff + pixel * channels + c];
                    int wAt = wOff + (cell * groupChannels + c % groupChannels) * filters + group * groupFilters;
                    int at = yAt + group * groupFilters;
                    for (int f = 0; f < groupFilters; f++) {
                        y[at + f] += v * w[wAt + f];
                    }
                }
            });
        }
    }

    /** Computes dx for one image. */
    void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        java.util.Arrays.fill(dx, dxOff, dxOff + window.inputPixels() * channels, 0f);
        for (int o = 0; o < window.outputPixels(); o++) {
            int dyAt = dyOff + o * filters;
            visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                for (int c = 0; c < channels; c++) {
                    int group = c / groupChannels;
                    int wAt = wOff + (cell * groupChannels + c % groupChannels) * filters + group * groupFilters;
                    int at = dyAt + group * groupFilters;
                    float sum = 0;
                    for (int f = 0; f < groupFilters; f++) {
                        sum += dy[at + f] * w[wAt + f];
                    }
                    dx[dxOff + pixel * channels + c] += sum;
                }
            });
        }
    }

    /** Adds to dw the gradient for one image and the input channels {@code from … to−1}. */
    void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff, int from, int to) {
        for (int o = 0; o < window.outputPixels(); o++) {
            int dyAt = dyOff + o * filters;
            visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                for (int c = from; c < to; c++) {
                    int group = c / groupChannels;
                    float v = x[xOff + pixel * channels + c];
                    int at = dwOff + (cell * groupChannels + c % groupChannels) * filters + group * groupFilters;
                    int dAt = dyAt + group * groupFilters;
                    for (int f = 0; f < groupFilters; f++) {
                        dw[at + f] += v * dy[dAt + f];
                    }
                }
            });
        }
    }
}
