package dev.cornet.backend;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The backend in plain Java, slow but simple. It is used if no native library can be loaded, and as the reference in tests of other
 * backends.
 */
public final class JavaBackend implements Backend {
    private static final int GRAIN = 8_192;

    @Override
    public String describe() {
        return "plain Java, " + WorkerPool.shared().threads() + " threads (no native BLAS: many times slower)";
    }

    @Override
    public void gemm(Matrix a, Matrix b, float beta, Matrix c) {
        ArgumentChecks.gemm(a, b, c);
        int n = c.columns();
        int k = a.columns();
        float[] as = a.data();
        float[] bs = b.data();
        float[] cs = c.data();
        int rows = Math.max(1, GRAIN / Math.max(1, n));
        WorkerPool.shared().range(c.rows(), rows, (from, to) -> {
            for (int i = from; i < to; i++) {
                int cAt = c.index(i, 0);
                for (int j = 0; j < n; j++) {
                    cs[cAt + j] = beta == 0 ? 0 : beta * cs[cAt + j];
                }
                for (int p = 0; p < k; p++) {
                    float v = as[a.index(i, p)];
                    if (b.transposed()) {
                        for (int j = 0; j < n; j++) {
                            cs[cAt + j] += v * bs[b.index(p, j)];
                        }
                    } else {
                        int bAt = b.index(p, 0);
                        for (int j = 0; j < n; j++) {
                            cs[cAt + j] += v * bs[bAt + j];
                        }
                    }
                }
            }
        });
    }

    @Override
    public void conv(ConvShape shape, Tensor x, WeightsAndBias w, Epilogue epilogue, Tensor y) {
        ArgumentChecks.conv(shape, x, w.unscaled(), y);
        ArgumentChecks.bias(shape, w.bias());
        Tensor kernel = w.kernel();
        JavaConv conv = new JavaConv(shape);
        WorkerPool.shared().run(x.shape().dim(0), image -> {
            conv.forward(image, x, kernel, y);
            addBiasAndApply(y, image, shape.outputs(), w.bias(), epilogue);
        });
    }

    private static void addBiasAndApply(Tensor y, int image, int count, @Nullable Tensor bias, Epilogue epilogue) {
        float[] ys = y.data();
        int at = y.offset() + image * count;
        for (int i = 0; i < count; i++) {
            float z = ys[at + i] + (bias == null ? 0 : bias.data()[bias.offset() + i % bias.size()]);
            ys[at + i] = switch (epilogue) {
                case LINEAR -> z;
                case RELU -> Math.max(z, 0);
                case RELU6 -> Math.min(Math.max(z, 0), 6);
            };
        }
    }

    @Override
    public void convBackwardInput(ConvShape shape, Tensor dy, Tensor w, Tensor dx) {
        ArgumentChecks.conv(shape, dx, w, dy);
        JavaConv conv = new JavaConv(shape);
        WorkerPool.shared().run(dx.shape().dim(0), image -> conv.backwardInput(image, dy, w, dx));
    }

    @Override
    public void convBackwardKernel(ConvShape shape, Tensor x, Tensor dy, Tensor dw) {
        ArgumentChecks.conv(shape, x, dw, dy);
        JavaConv conv = new JavaConv(shape);
        WorkerPool.shared().range(shape.channels(), 1, (from, to) -> {
            for (int image = 0; image < x.shape().dim(0); image++) {
                conv.backwardKernel(image, x, dy, dw, from, to);
            }
        });
    }

    @Override
    public void maxPool(Window window, Tensor x, Tensor y) {
        ArgumentChecks.pool(window, x, y);
        reduce(window, x, y, Float.NEGATIVE_INFINITY, Math::max);
    }

    @Override
    public void maxPoolBackward(Window window, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        ArgumentChecks.pool(window, x, y);
        ArgumentChecks.pool(window, dx, dy);
        ArgumentChecks.require("dx", dx, x.size());
        int channels = x.shape().last();
        int in = window.inputPixels() * channels;
        int out = window.outputPixels() * channels;
        float[] xs = x.data();
        float[] ys = y.data();
        float[] dys = dy.data();
        float[] dxs = dx.data();
        int xo = x.offset();
        int yo = y.offset();
        int dyo = dy.offset();
        int dxo = dx.offset();
        WorkerPool.shared().run(x.shape().dim(0), image -> {
            int xAt = image * in;
            Arrays.fill(dxs, dxo + xAt, dxo + xAt + in, 0f);
            boolean[] assigned = new boolean[channels];
            for (int o = 0; o < window.outputPixels(); o++) {
                int yAt = image * out + o * channels;
                Arrays.fill(assigned, false);
                JavaConv.visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                    for (int c = 0; c < channels; c++) {
                        int at = xAt + pixel * channels + c;
                        // unlike ==, compare treats NaN as equal to NaN; adding 0f makes −0 equal to 0
                        if (!assigned[c] && Float.compare(xs[xo + at] + 0f, ys[yo + yAt + c] + 0f) == 0) {
                            dxs[dxo + at] += dys[dyo + yAt + c];
                            assigned[c] = true;
                        }
                    }
                });
            }
        });
    }

    @Override
    public void averagePool(Window window, Tensor x, Tensor y) {
        ArgumentChecks.pool(window, x, y);
        reduce(window, x, y, 0f, Float::sum);
        pool(window, x, y, (p, q, xAt, yAt) -> {
            int cells = cellsInside(window, p, q);
            for (int i = yAt; i < yAt + x.shape().last(); i++) {
                y.data()[i] /= cells;
            }
        });
    }

    @Override
    public void averagePoolBackward(Window window, Tensor dy, Tensor dx) {
        ArgumentChecks.pool(window, dx, dy);
        int channels = dx.shape().last();
        float[] dys = dy.data();
        float[] dxs = dx.data();
        Arrays.fill(dxs, dx.offset(), dx.offset() + dx.size(), 0f);
        pool(window, dx, dy, (p, q, xAt, yAt) -> {
            int cells = cellsInside(window, p, q);
            JavaConv.visit(window, p, q, (pixel, cell) -> {
                for (int c = 0; c < channels; c++) {
                    dxs[xAt + pixel * channels + c] += dys[yAt + c] / cells;
                }
            });
        });
    }

    private interface Reduction {
        float of(float a, float b);
    }

    /** y = r(… r(r(start, x₀), x₁) …) over the pixels of each window, channel by channel. */
    private static void reduce(Window window, Tensor x, Tensor y, float start, Reduction r) {
        int channels = x.shape().last();
        float[] xs = x.data();
        float[] ys = y.data();
        pool(window, x, y, (p, q, xAt, yAt) -> {
            Arrays.fill(ys, yAt, yAt + channels, start);
            JavaConv.visit(window, p, q, (pixel, cell) -> {
                for (int c = 0; c < channels; c++) {
                    ys[yAt + c] = r.of(ys[yAt + c], xs[xAt + pixel * channels + c]);
                }
            });
        });
    }

    /** Computes the window whose output is in row p and column q of an image: xAt is where the image begins, yAt the output. */
    private interface WindowTask {
        void run(int p, int q, int xAt, int yAt);
    }

    /** Runs a task for each window of all images x, those of an image in order. */
    private static void pool(Window window, Tensor x, Tensor y, WindowTask task) {
        int channels = x.shape().last();
        WorkerPool.shared().run(x.shape().dim(0), image -> {
            int xAt = x.offset() + image * window.inputPixels() * channels;
            for (int o = 0; o < window.outputPixels(); o++) {
                int yAt = y.offset() + (image * window.outputPixels() + o) * channels;
                task.run(o / window.outWidth(), o % window.outWidth(), xAt, yAt);
            }
        });
    }

    private static int cellsInside(Window window, int p, int q) {
        int[] cells = new int[1];
        JavaConv.visit(window, p, q, (pixel, cell) -> cells[0]++);
        return cells[0];
    }

    /** An elementwise function y = f(x). */
    private interface Function {
        double of(double x);
    }

    private static void map(Function f, Tensor x, Tensor y) {
        ArgumentChecks.elementwise(x, y);
        float[] xs = x.data();
        float[] ys = y.data();
        int xo = x.offset();
        int yo = y.offset();
        WorkerPool.shared().range(x.size(), GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                ys[yo + i] = (float) f.of(xs[xo + i]);
            }
        });
    }

    @Override
    public void exp(Tensor x, Tensor y) {
        map(Math::exp, x, y);
    }

    @Override
    public void tanh(Tensor x, Tensor y) {
        map(Math::tanh, x, y);
    }

    @Override
    public void sigmoid(Tensor x, Tensor y) {
        map(v -> 1 / (1 + Math.exp(-v)), x, y);
    }

    @Override
    public void softmaxRows(Tensor x, Tensor y) {
        ArgumentChecks.elementwise(x, y);
        int columns = x.shape().last();
        int rows = columns == 0 ? 0 : x.size() / columns;
        float[] xs = x.data();
        float[] ys = y.data();
        WorkerPool.shared().range(rows, Math.max(1, GRAIN / Math.max(1, columns)), (from, to) -> {
            for (int r = from; r < to; r++) {
                int xAt = x.offset() + r * columns;
                int yAt = y.offset() + r * columns;
                float max = Float.NEGATIVE_INFINITY;
                for (int j = 0; j < columns; j++) {
                    max = Math.max(max, xs[xAt + j]);
                }
                double sum = 0;
                for (int j = 0; j < columns; j++) {
                    double e = Math.exp((double) xs[xAt + j] - max);
                    ys[yAt + j] = (float) e;
                    sum += e;
                }
                for (int j = 0; j < columns; j++) {
                    ys[yAt + j] = (float) (ys[yAt + j] / sum);
                }
            }
        });
    }
}
