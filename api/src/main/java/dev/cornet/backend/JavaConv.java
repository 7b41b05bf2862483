package dev.cornet.backend;

/** Convolutions in plain Java: loops over output pixels and kernel cells, the innermost over filters. */
final class JavaConv {
    private final Window g;
    private final int channels;
    private final int filters;
    private final int groupChannels;
    private final int groupFilters;

    JavaConv(ConvShape shape) {
        this.g = shape.window();
        this.channels = shape.channels();
        this.filters = shape.filters();
        this.groupChannels = shape.groupChannels();
        this.groupFilters = shape.groupFilters();
    }

    /** What happens at one meeting of an output pixel and an input pixel under one kernel cell. */
    @FunctionalInterface
    interface Meeting {
        void at(int inputPixel, int cell);
    }

    /** Visits the real input pixels under the window at output pixel (p, q), rows first. */
    static void visit(Window g, int p, int q, Meeting meeting) {
        for (int i = 0; i < g.kernelHeight(); i++) {
            int h = p * g.strideHeight() + i * g.dilationHeight() - g.padTop();
            if (h < 0 || h >= g.height()) {
                continue;
            }
            for (int j = 0; j < g.kernelWidth(); j++) {
                int w = q * g.strideWidth() + j * g.dilationWidth() - g.padLeft();
                if (w >= 0 && w < g.width()) {
                    meeting.at(h * g.width() + w, i * g.kernelWidth() + j);
                }
            }
        }
    }

    /** y of one image. */
    void forward(float[] x, int xOff, float[] w, int wOff, float[] y, int yOff) {
        for (int o = 0; o < g.outputPixels(); o++) {
            int yAt = yOff + o * filters;
            java.util.Arrays.fill(y, yAt, yAt + filters, 0f);
            visit(g, o / g.outWidth(), o % g.outWidth(), (pixel, cell) -> {
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

    /** dx of one image. */
    void backwardInput(float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        java.util.Arrays.fill(dx, dxOff, dxOff + g.inputPixels() * channels, 0f);
        for (int o = 0; o < g.outputPixels(); o++) {
            int dyAt = dyOff + o * filters;
            visit(g, o / g.outWidth(), o % g.outWidth(), (pixel, cell) -> {
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

    /** Adds to dw what one image gives for the input channels {@code from … to−1}. */
    void backwardKernel(float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff, int from, int to) {
        for (int o = 0; o < g.outputPixels(); o++) {
            int dyAt = dyOff + o * filters;
            visit(g, o / g.outWidth(), o % g.outWidth(), (pixel, cell) -> {
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
