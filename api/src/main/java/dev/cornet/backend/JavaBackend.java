package dev.cornet.backend;

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
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        ArgumentChecks.matrix("a", a, aOff, lda, transposeA ? k : m, transposeA ? m : k);
        ArgumentChecks.matrix("b", b, bOff, ldb, transposeB ? n : k, transposeB ? k : n);
        ArgumentChecks.matrix("c", c, cOff, ldc, m, n);
        int rows = Math.max(1, GRAIN / Math.max(1, n));
        WorkerPool.shared().range(m, rows, (from, to) -> {
            for (int i = from; i < to; i++) {
                int cAt = cOff + i * ldc;
                for (int j = 0; j < n; j++) {
                    c[cAt + j] = beta == 0 ? 0 : beta * c[cAt + j];
                }
                for (int p = 0; p < k; p++) {
                    float v = alpha * (transposeA ? a[aOff + p * lda + i] : a[aOff + i * lda + p]);
                    if (transposeB) {
                        for (int j = 0; j < n; j++) {
                            c[cAt + j] += v * b[bOff + j * ldb + p];
                        }
                    } else {
                        int bAt = bOff + p * ldb;
                        for (int j = 0; j < n; j++) {
                            c[cAt + j] += v * b[bAt + j];
                        }
                    }
                }
            }
        });
    }

    @Override
    public void conv(
            ConvShape shape,
            int batch,
            float[] x,
            int xOff,
            float[] w,
            int wOff,
            @Nullable PackedWeights packed,
            float @Nullable [] bias,
            int biasOff,
            Epilogue epilogue,
            float[] y,
            int yOff) {
        ArgumentChecks.conv(shape, batch, x, xOff, w, wOff, y, yOff);
        if (bias != null) {
            ArgumentChecks.require("bias", bias, biasOff, shape.filters());
        }
        float[] v = packed != null && packed.hasFactors() ? packed.scaled(w, wOff, shape.weights()) : w;
        int vOff = v == w ? wOff : 0;
        JavaConv conv = new JavaConv(shape);
        int in = shape.inputs();
        int out = shape.outputs();
        WorkerPool.shared().run(batch, image -> {
            conv.forward(x, xOff + image * in, v, vOff, y, yOff + image * out);
            addBiasAndApply(y, yOff + image * out, out, shape.filters(), bias, biasOff, epilogue);
        });
    }

    private static void addBiasAndApply(
            float[] y, int yOff, int count, int filters, float @Nullable [] bias, int biasOff, Epilogue epilogue) {
        for (int i = 0; i < count; i++) {
            float z = y[yOff + i] + (bias == null ? 0 : bias[biasOff + i % filters]);
            y[yOff + i] = switch (epilogue) {
                case LINEAR -> z;
                case RELU -> Math.max(z, 0);
                case RELU6 -> Math.min(Math.max(z, 0), 6);
            };
        }
    }

    @Override
    public void convBackwardInput(
            ConvShape shape, int batch, float[] dy, int dyOff, float[] w, int wOff, float[] dx, int dxOff) {
        ArgumentChecks.conv(shape, batch, dx, dxOff, w, wOff, dy, dyOff);
        JavaConv conv = new JavaConv(shape);
        int in = shape.inputs();
        int out = shape.outputs();
        WorkerPool.shared()
                .run(batch, image -> conv.backwardInput(dy, dyOff + image * out, w, wOff, dx, dxOff + image * in));
    }

    @Override
    public void convBackwardKernel(
            ConvShape shape, int batch, float[] x, int xOff, float[] dy, int dyOff, float[] dw, int dwOff) {
        ArgumentChecks.conv(shape, batch, x, xOff, dw, dwOff, dy, dyOff);
        JavaConv conv = new JavaConv(shape);
        int in = shape.inputs();
        int out = shape.outputs();
        WorkerPool.shared().range(shape.channels(), 1, (from, to) -> {
            for (int image = 0; image < batch; image++) {
                conv.backwardKernel(x, xOff + image * in, dy, dyOff + image * out, dw, dwOff, from, to);
            }
        });
    }

    @Override
    public void maxPool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.pool(window, batch, channels, x, xOff, y, yOff);
        int in = window.inputPixels() * channels;
        int out = window.outputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int xAt = xOff + image * in;
            for (int o = 0; o < window.outputPixels(); o++) {
                int yAt = yOff + image * out + o * channels;
                Arrays.fill(y, yAt, yAt + channels, Float.NEGATIVE_INFINITY);
                JavaConv.visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                    for (int c = 0; c < channels; c++) {
                        y[yAt + c] = Math.max(y[yAt + c], x[xAt + pixel * channels + c]);
                    }
                });
            }
        });
    }

    @Override
    public void maxPoolBackward(
            Window window,
            int batch,
            int channels,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff) {
        ArgumentChecks.pool(window, batch, channels, x, xOff, y, yOff);
        ArgumentChecks.pool(window, batch, channels, dx, dxOff, dy, dyOff);
        int in = window.inputPixels() * channels;
        int out = window.outputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int xAt = image * in;
            Arrays.fill(dx, dxOff + xAt, dxOff + xAt + in, 0f);
            boolean[] assigned = new boolean[channels];
            for (int o = 0; o < window.outputPixels(); o++) {
                int yAt = image * out + o * channels;
                Arrays.fill(assigned, false);
                JavaConv.visit(window, o / window.outWidth(), o % window.outWidth(), (pixel, cell) -> {
                    for (int c = 0; c < channels; c++) {
                        int at = xAt + pixel * channels + c;
                        // unlike ==, compare treats NaN as equal to NaN; adding 0f makes −0 equal to 0
                        if (!assigned[c] && Float.compare(x[xOff + at] + 0f, y[yOff + yAt + c] + 0f) == 0) {
                            dx[dxOff + at] += dy[dyOff + yAt + c];
                            assigned[c] = true;
                        }
                    }
                });
            }
        });
    }

    @Override
    public void averagePool(Window window, int batch, int channels, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.pool(window, batch, channels, x, xOff, y, yOff);
        int in = window.inputPixels() * channels;
        int out = window.outputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int xAt = xOff + image * in;
            for (int o = 0; o < window.outputPixels(); o++) {
                int yAt = yOff + image * out + o * channels;
                Arrays.fill(y, yAt, yAt + channels, 0f);
                int p = o / window.outWidth();
                int q = o % window.outWidth();
                JavaConv.visit(window, p, q, (pixel, cell) -> {
                    for (int c = 0; c < channels; c++) {
                        y[yAt + c] += x[xAt + pixel * channels + c];
                    }
                });
                int cells = cellsInside(window, p, q);
                for (int c = 0; c < channels; c++) {
                    y[yAt + c] /= cells;
                }
            }
        });
    }

    @Override
    public void averagePoolBackward(
            Window window, int batch, int channels, float[] dy, int dyOff, float[] dx, int dxOff) {
        ArgumentChecks.pool(window, batch, channels, dx, dxOff, dy, dyOff);
        int in = window.inputPixels() * channels;
        int out = window.outputPixels() * channels;
        WorkerPool.shared().run(batch, image -> {
            int xAt = dxOff + image * in;
            Arrays.fill(dx, xAt, xAt + in, 0f);
            for (int o = 0; o < window.outputPixels(); o++) {
                int yAt = dyOff + image * out + o * channels;
                int p = o / window.outWidth();
                int q = o % window.outWidth();
                int cells = cellsInside(window, p, q);
                JavaConv.visit(window, p, q, (pixel, cell) -> {
                    for (int c = 0; c < channels; c++) {
                        dx[xAt + pixel * channels + c] += dy[yAt + c] / cells;
                    }
                });
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

    private static void map(Function f, int n, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.require("x", x, xOff, n);
        ArgumentChecks.require("y", y, yOff, n);
        WorkerPool.shared().range(n, GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                y[yOff + i] = (float) f.of(x[xOff + i]);
            }
        });
    }

    @Override
    public void exp(int n, float[] x, int xOff, float[] y, int yOff) {
        map(Math::exp, n, x, xOff, y, yOff);
    }

    @Override
    public void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
        map(Math::tanh, n, x, xOff, y, yOff);
    }

    @Override
    public void sigmoid(int n, float[] x, int xOff, float[] y, int yOff) {
        map(v -> 1 / (1 + Math.exp(-v)), n, x, xOff, y, yOff);
    }

    @Override
    public void softmaxRows(int rows, int columns, float[] x, int xOff, float[] y, int yOff) {
        ArgumentChecks.require("x", x, xOff, (long) rows * columns);
        ArgumentChecks.require("y", y, yOff, (long) rows * columns);
        WorkerPool.shared().range(rows, Math.max(1, GRAIN / Math.max(1, columns)), (from, to) -> {
            for (int r = from; r < to; r++) {
                int xAt = xOff + r * columns;
                int yAt = yOff + r * columns;
                float max = Float.NEGATIVE_INFINITY;
                for (int j = 0; j < columns; j++) {
                    max = Math.max(max, x[xAt + j]);
                }
                double sum = 0;
                for (int j = 0; j < columns; j++) {
                    double e = Math.exp((double) x[xAt + j] - max);
                    y[yAt + j] = (float) e;
                    sum += e;
                }
                for (int j = 0; j < columns; j++) {
                    y[yAt + j] = (float) (y[yAt + j] / sum);
                }
            }
        });
    }
}
