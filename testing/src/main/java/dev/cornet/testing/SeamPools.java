package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Window;
import dev.cornet.testing.RandomCase.Region;

/**
 * Pooling: the maximum is exact, with ties, infinities and NaN; means and gradients |error| ≤ (cells + 4)·ε·S, where S is the sum of the
 * absolute terms.
 */
final class SeamPools {
    private static final float[] SPECIAL = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, -0f};

    private final RandomCase trial;
    private final Window g;
    private final int batch;
    private final int channels;

    private SeamPools(RandomCase trial) {
        this.trial = trial;
        boolean large = trial.pick(0, 3) == 0;
        this.g = trial.window(large ? 40 : 9, false);
        this.batch = trial.pick(1, 4);
        this.channels = trial.pick(1, trial.coin() ? 5 : 40);
    }

    /** A real cell of the window at output {@code y}, rows first. */
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

    /** Many equal values, and some that are no numbers in every third trial. */
    private Region ties() {
        Region x = trial.values(inputs(), 2);
        boolean special = trial.pick(0, 2) == 0;
        for (int i = 0; i < inputs(); i++) {
            int at = x.offset() + i;
            x.array()[at] = special && trial.pick(0, 5) == 0 ? SPECIAL[trial.pick(0, 3)] : Math.round(x.array()[at]);
        }
        return trial.settle(x);
    }

    private double[] maxima(Region x) {
        double[] most = new double[outputs()];
        java.util.Arrays.fill(most, Double.NEGATIVE_INFINITY);
        cells((xi, yi) -> most[yi] = Math.max(most[yi], x.at(xi)));
        return most;
    }

    static Region maxPool(Backend backend, RandomCase trial) {
        SeamPools s = new SeamPools(trial);
        Region x = s.ties();
        Region y = trial.unwritten(s.outputs());
        backend.maxPool(s.g, s.batch, s.channels, x.array(), x.offset(), y.array(), y.offset());
        double[] most = s.maxima(x);
        for (int i = 0; i < most.length; i++) {
            RandomCase.requireClose(most[i] + 0.0, y.at(i) + 0.0, 0, "y[%d] of %s, %d channels", i, s.g, s.channels);
        }
        return y;
    }

    static Region maxPoolBackward(Backend backend, RandomCase trial) {
        SeamPools s = new SeamPools(trial);
        Region x = s.ties();
        Region y = trial.values(s.outputs());
        double[] most = s.maxima(x);
        for (int i = 0; i < most.length; i++) {
            y.array()[y.offset() + i] = (float) most[i];
        }
        Region largest = trial.settle(y);
        Region dy = trial.values(s.outputs());
        if (trial.pick(0, 4) == 0) {
            dy.array()[dy.offset() + trial.pick(0, dy.size() - 1)] = SPECIAL[trial.pick(0, 3)];
        }
        dy = trial.settle(dy);
        Region dx = trial.unwritten(s.inputs());
        backend.maxPoolBackward(
                s.g,
                s.batch,
                s.channels,
                x.array(),
                x.offset(),
                largest.array(),
                largest.offset(),
                dy.array(),
                dy.offset(),
                dx.array(),
                dx.offset());
        boolean[] sent = new boolean[most.length];
        double[] sum = new double[dx.size()];
        double[] size = new double[dx.size()];
        Region gradient = dy;
        s.cells((xi, yi) -> {
            boolean holds = x.at(xi) == most[yi] || Double.isNaN(x.at(xi));
            if (holds && !sent[yi]) {
                sent[yi] = true;
                sum[xi] += gradient.at(yi);
                size[xi] += Math.abs(gradient.at(yi));
            }
        });
        return s.require(sum, size, dx, "maximum");
    }

    private double[] counts() {
        double[] counts = new double[outputs()];
        cells((xi, yi) -> counts[yi]++);
        return counts;
    }

    static Region averagePool(Backend backend, RandomCase trial) {
        SeamPools s = new SeamPools(trial);
        Region x = trial.values(s.inputs());
        Region y = trial.unwritten(s.outputs());
        backend.averagePool(s.g, s.batch, s.channels, x.array(), x.offset(), y.array(), y.offset());
        double[] counts = s.counts();
        double[] sum = new double[y.size()];
        double[] size = new double[y.size()];
        s.cells((xi, yi) -> {
            sum[yi] += x.at(xi) / counts[yi];
            size[yi] += Math.abs(x.at(xi)) / counts[yi];
        });
        return s.require(sum, size, y, "mean");
    }

    static Region averagePoolBackward(Backend backend, RandomCase trial) {
        SeamPools s = new SeamPools(trial);
        Region dy = trial.values(s.outputs());
        Region dx = trial.unwritten(s.inputs());
        backend.averagePoolBackward(s.g, s.batch, s.channels, dy.array(), dy.offset(), dx.array(), dx.offset());
        double[] counts = s.counts();
        double[] sum = new double[dx.size()];
        double[] size = new double[dx.size()];
        s.cells((xi, yi) -> {
            sum[xi] += dy.at(yi) / counts[yi];
            size[xi] += Math.abs(dy.at(yi)) / counts[yi];
        });
        return s.require(sum, size, dx, "mean");
    }

    private Region require(double[] sum, double[] size, Region actual, String what) {
        for (int i = 0; i < sum.length; i++) {
            double bound = (g.kernelCells() + 4) * RandomCase.EPSILON * size[i];
            RandomCase.requireClose(
                    sum[i], actual.at(i), bound, "%s[%d] of %s, batch %d, %d channels", what, i, g, batch, channels);
        }
        return actual;
    }
}
