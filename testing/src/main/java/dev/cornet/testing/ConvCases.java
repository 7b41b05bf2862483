package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.ConvShape;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.RandomCase.Region;
import java.util.function.Function;

/**
 * Random cases of convolutions and their gradients. Allowed error: (terms + 64)·ε·max S, where S is the sum of the absolute terms of an
 * output and the maximum is over all outputs. This allows algorithms such as Winograd's, whose rounding errors spread over a tile.
 */
final class ConvCases {
    final RandomCase random;
    final ConvShape shape;
    final Window g;
    final int batch;
    final int channels;
    final int filters;
    final int groups;

    private ConvCases(RandomCase random) {
        this(random, large -> random.window(large ? 36 : 9, true));
    }

    /** With a window from the caller, who is given true for a large image. */
    ConvCases(RandomCase random, Function<Boolean, Window> window) {
        this.random = random;
        boolean large = random.pick(0, 3) == 0;
        this.g = window.apply(large);
        this.batch = random.pick(1, large ? 2 : 9);
        if (random.pick(0, 3) == 0) { // depthwise
            this.channels = random.pick(1, large ? 70 : 9);
            this.filters = channels * random.pick(1, 3);
            this.groups = channels;
        } else {
            this.groups = random.pick(0, 2) == 0 ? random.pick(2, 4) : 1;
            this.channels = groups * random.pick(1, large ? 24 : 5);
            this.filters = groups * random.pick(1, large ? 24 : 7);
        }
        this.shape = new ConvShape(g, channels, filters, groups);
    }

    /** Called for each product x·w that is a term of an output y, with the three indices. */
    interface Term {
        void at(int x, int w, int y);
    }

    void terms(Term term) {
        for (int image = 0; image < batch; image++) {
            for (int p = 0; p < g.outHeight(); p++) {
                for (int q = 0; q < g.outWidth(); q++) {
                    int pixel = (image * g.outHeight() + p) * g.outWidth() + q;
                    for (int i = 0; i < g.kernelHeight(); i++) {
                        for (int j = 0; j < g.kernelWidth(); j++) {
                            int h = p * g.strideHeight() + i * g.dilationHeight() - g.padTop();
                            int v = q * g.strideWidth() + j * g.dilationWidth() - g.padLeft();
                            if (h >= 0 && h < g.height() && v >= 0 && v < g.width()) {
                                int inputPixel = (image * g.height() + h) * g.width() + v;
                                channels(term, inputPixel, i * g.kernelWidth() + j, pixel);
                            }
                        }
                    }
                }
            }
        }
    }

    private void channels(Term term, int inputPixel, int cell, int pixel) {
        int in = channels / groups;
        int out = filters / groups;
        for (int f = 0; f < filters; f++) {
            for (int c = 0; c < in; c++) {
                term.at(inputPixel * channels + f / out * in + c, (cell * in + c) * filters + f, pixel * filters + f);
            }
        }
    }

    private Region x() {
        return random.values(batch * shape.inputs());
    }

    private Region w() {
        return random.values(shape.weights());
    }

    private Region y() {
        return random.values(batch * shape.outputs());
    }

    Tensor images(Region x) {
        return x.tensor(batch, g.height(), g.width(), channels);
    }

    Tensor outputs(Region y) {
        return y.tensor(batch, g.outHeight(), g.outWidth(), filters);
    }

    Tensor kernel(Region w) {
        return w.tensor(g.kernelHeight(), g.kernelWidth(), channels / groups, filters);
    }

    static Region conv(Backend backend, RandomCase random) {
        return new ConvCases(random).forward(backend);
    }

    private Region forward(Backend backend) {
        Region x = x();
        Region w = w();
        Region bias = random.coin() ? random.values(filters) : null;
        Epilogue epilogue = Epilogue.values()[random.pick(0, Epilogue.values().length - 1)];
        Region y = random.unwritten(batch * shape.outputs());
        Tensor biases = bias == null ? null : bias.tensor(filters);
        backend.conv(shape, images(x), new WeightsAndBias(kernel(w), biases, null), epilogue, outputs(y));
        Sums sums = new Sums(y.size());
        for (int i = 0; i < y.size() && bias != null; i++) {
            sums.add(i, bias.at(i % filters));
        }
        terms((xi, wi, yi) -> sums.add(yi, x.at(xi) * w.at(wi)));
        for (int i = 0; i < y.size(); i++) {
            sums.sum[i] = switch (epilogue) {
                case LINEAR -> sums.sum[i];
                case RELU -> Math.max(sums.sum[i], 0);
                case RELU6 -> Math.min(Math.max(sums.sum[i], 0), 6);
            };
        }
        return sums.require(y, w.size() / filters + 1, "y");
    }

    /** Calls a backend with three regions. */
    private interface Call {
        void run(Region a, Region b, Region c);
    }

    static Region convBackwardInput(Backend backend, RandomCase random) {
        return new ConvCases(random).backwardInput(backend);
    }

    private Region backwardInput(Backend backend) {
        return backwardInput((dy, w, dx) -> backend.convBackwardInput(shape, outputs(dy), kernel(w), images(dx)));
    }

    private Region backwardInput(Call call) {
        Region dy = y();
        Region w = w();
        Region dx = random.unwritten(batch * shape.inputs());
        call.run(dy, w, dx);
        Sums sums = new Sums(dx.size());
        terms((xi, wi, yi) -> sums.add(xi, dy.at(yi) * w.at(wi)));
        return sums.require(dx, g.kernelCells() * (filters / groups), "dx");
    }

    static Region convBackwardKernel(Backend backend, RandomCase random) {
        return new ConvCases(random).backwardKernel(backend);
    }

    private Region backwardKernel(Backend backend) {
        Region x = x();
        Region dy = y();
        Region dw = w();
        backend.convBackwardKernel(shape, images(x), outputs(dy), kernel(dw));
        return requireKernelGradient(x, dy, dw);
    }

    private Region requireKernelGradient(Region x, Region dy, Region dw) {
        Sums sums = new Sums(dw.size());
        for (int i = 0; i < dw.size(); i++) {
            sums.add(i, dw.beforeAt(i)); // the gradient is added to the values there
        }
        terms((xi, wi, yi) -> sums.add(wi, x.at(xi) * dy.at(yi)));
        return sums.require(dw, batch * g.outputPixels() + 1, "dw");
    }

    static Region convBackward(Backend backend, RandomCase random) {
        ConvCases s = new ConvCases(random);
        Region x = s.x();
        Region dw = s.w();
        Region dx = s.backwardInput((dy, w, to) -> {
            WeightsAndBias weights = new WeightsAndBias(s.kernel(w), null, new PackedWeights());
            backend.convBackward(s.shape, s.images(x), s.outputs(dy), weights, s.images(to), s.kernel(dw));
            s.requireKernelGradient(x, dy, dw);
        });
        return dx.and(dw);
    }

    /** Expected values: sums in double precision, with the sums of the absolute terms for the error bound. */
    final class Sums {
        final double[] sum;
        private final double[] absolute;

        Sums(int n) {
            this.sum = new double[n];
            this.absolute = new double[n];
        }

        void add(int i, double term) {
            sum[i] += term;
            absolute[i] += Math.abs(term);
        }

        Region require(Region actual, int terms, String name) {
            double largest = 0;
            for (double s : absolute) {
                largest = Math.max(largest, s);
            }
            double bound = (terms + 64) * RandomCase.EPSILON * largest;
            for (int i = 0; i < sum.length; i++) {
                RandomCase.requireClose(
                        sum[i],
                        actual.at(i),
                        bound,
                        "%s[%d] of %s, batch %d, %d channels, %d filters, %d groups",
                        name,
                        i,
                        g,
                        batch,
                        channels,
                        filters,
                        groups);
            }
            return actual;
        }
    }
}
