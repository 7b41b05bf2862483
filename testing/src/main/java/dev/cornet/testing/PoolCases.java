package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.RandomCase.Region;
import java.util.Arrays;

/**
 * Random cases of max and average pooling. Maxima must be exact, also with ties, infinities and NaN. Allowed error of means and gradients:
 * (cells + 4)·ε·S, where S is the sum of the absolute terms.
 */
final class PoolCases {
    private static final float[] SPECIAL = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, -0f};

    private final RandomCase random;
    private final Window g;
    private final int batch;
    private final int channels;

    private PoolCases(RandomCase random) {
        this.random = random;
        boolean large = random.pick(0, 3) == 0;
        this.g = random.window(large ? 40 : 9, false);
        this.batch = random.pick(1, 4);
        this.channels = random.pick(1, random.coin() ? 5 : 40);
    }

    /** Called for each input x in the window of an output y, row by row; padding is left out. */
    private interface Cell {
        void at(int x, int y);
    }

    private void cells(Cell cell) {
        for (int y = 0; y < outputs(); y++) {
            int c = y % channels;
            int q = y / channels % g.outWidth();
            int p = y / channels / g.outWidth() % g.outHeight();
            int image = y / channels / g.outputPixels();
            for (int i = 0; i < g.kernelHeight(); i++) {
                for (int j = 0; j < g.kernelWidth(); j++) {
                    int h = p * g.strideHeight() + i - g.padTop();
                    int v = q * g.strideWidth() + j - g.padLeft();
                    if (h >= 0 && h < g.height() && v >= 0 && v < g.width()) {
                        cell.at(((image * g.height() + h) * g.width() + v) * channels + c, y);
                    }
                }
            }
        }
    }

    private int inputs() {
        return batch * g.inputPixels() * channels;
    }

    private int outputs() {
        return batch * g.outputPixels() * channels;
    }

    private Tensor images(Region x) {
        return x.tensor(batch, g.height(), g.width(), channels);
    }

    private Tensor pooled(Region y) {
        return y.tensor(batch, g.outHeight(), g.outWidth(), channels);
    }

    /** An input with many equal values, and in every third case some of {@link #SPECIAL}. */
    private Region ties() {
        Region x = random.values(inputs(), 2);
        boolean special = random.pick(0, 2) == 0;
        for (int i = 0; i < inputs(); i++) {
            int at = x.offset() + i;
            x.array()[at] = special && random.pick(0, 5) == 0 ? SPECIAL[random.pick(0, 3)] : Math.round(x.array()[at]);
        }
        return random.snapshot(x);
    }

    private double[] maxima(Region x) {
        double[] maxima = new double[outputs()];
        Arrays.fill(maxima, Double.NEGATIVE_INFINITY);
        cells((xi, yi) -> maxima[yi] = Math.max(maxima[yi], x.at(xi)));
        return maxima;
    }

    static Region maxPool(Backend backend, RandomCase random) {
        PoolCases s = new PoolCases(random);
        Region x = s.ties();
        Region y = random.unwritten(s.outputs());
        backend.maxPool(s.g, s.images(x), s.pooled(y));
        double[] maxima = s.maxima(x);
        for (int i = 0; i < maxima.length; i++) {
            RandomCase.requireClose(maxima[i] + 0.0, y.at(i) + 0.0, 0, "y[%d] of %s, %d channels", i, s.g, s.channels);
        }
        return y;
    }

    static Region maxPoolBackward(Backend backend, RandomCase random) {
        PoolCases s = new PoolCases(random);
        Region x = s.ties();
        Region y = random.values(s.outputs());
        double[] maxima = s.maxima(x);
        for (int i = 0; i < maxima.length; i++) {
            y.array()[y.offset() + i] = (float) maxima[i];
        }
        Region largest = random.snapshot(y);
        Region dy = random.values(s.outputs());
        if (random.pick(0, 4) == 0) {
            dy.array()[dy.offset() + random.pick(0, dy.size() - 1)] = SPECIAL[random.pick(0, 3)];
        }
        dy = random.snapshot(dy);
        Region dx = random.unwritten(s.inputs());
        backend.maxPoolBackward(s.g, s.images(x), s.pooled(largest), s.pooled(dy), s.images(dx));
        boolean[] found = new boolean[maxima.length];
        double[] sum = new double[dx.size()];
        double[] absolute = new double[dx.size()];
        Region gradient = dy;
        s.cells((xi, yi) -> {
            boolean isMaximum = x.at(xi) == maxima[yi] || Double.isNaN(x.at(xi));
            if (isMaximum && !found[yi]) {
                found[yi] = true;
                sum[xi] += gradient.at(yi);
                absolute[xi] += Math.abs(gradient.at(yi));
            }
        });
        return s.require(sum, absolute, dx, "maximum");
    }

    private double[] counts() {
        double[] counts = new double[outputs()];
        cells((xi, yi) -> counts[yi]++);
        return counts;
    }

    static Region averagePool(Backend backend, RandomCase random) {
        PoolCases s = new PoolCases(random);
        Region x = random.values(s.inputs());
        Region y = random.unwritten(s.outputs());
        backend.averagePool(s.g, s.images(x), s.pooled(y));
        return s.requireMeans(x, y, true);
    }

    static Region averagePoolBackward(Backend backend, RandomCase random) {
        PoolCases s = new PoolCases(random);
        Region dy = random.values(s.outputs());
        Region dx = random.unwritten(s.inputs());
        backend.averagePoolBackward(s.g, s.pooled(dy), s.images(dx));
        return s.requireMeans(dy, dx, false);
    }

    /** Requires that {@code actual} holds sums of given values, each divided by the number of cells of its window. */
    private Region requireMeans(Region given, Region actual, boolean forward) {
        double[] counts = counts();
        double[] sum = new double[actual.size()];
        double[] absolute = new double[actual.size()];
        cells((xi, yi) -> {
            double part = given.at(forward ? xi : yi) / counts[yi];
            sum[forward ? yi : xi] += part;
            absolute[forward ? yi : xi] += Math.abs(part);
        });
        return require(sum, absolute, actual, "mean");
    }

    private Region require(double[] sum, double[] absolute, Region actual, String what) {
        for (int i = 0; i < sum.length; i++) {
            double bound = (g.kernelCells() + 4) * RandomCase.EPSILON * absolute[i];
            RandomCase.requireClose(
                    sum[i], actual.at(i), bound, "%s[%d] of %s, batch %d, %d channels", what, i, g, batch, channels);
        }
        return actual;
    }
}
