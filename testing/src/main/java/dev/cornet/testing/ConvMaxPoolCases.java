package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.MaxPooled;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.WeightsAndBias;
import dev.cornet.backend.Window;
import dev.cornet.tensor.Tensor;
import dev.cornet.testing.RandomCase.Region;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Random cases of convolutions with 2×2 max pooling, forward and backward. Inputs and kernels are small integers: all sums are exact and
 * ties are frequent, so the tests see whether the first of equal values gets the gradient.
 */
final class ConvMaxPoolCases {
    private static final int BLOCK = 4;

    private final ConvCases s;
    private final RandomCase random;
    private final Region x;
    private final Region w;
    private final @Nullable Region bias;
    private final Epilogue epilogue;
    private final Region y;
    private final Region z;
    private final @Nullable Region kept;
    private final @Nullable PackedWeights packed;

    private ConvMaxPoolCases(Backend backend, RandomCase random) {
        this.random = random;
        this.s = new ConvCases(random, large -> evenWindow(random, large ? 36 : 9));
        this.x = integers(s.batch * s.shape.inputs());
        this.w = integers(s.shape.weights());
        this.bias = random.coin() ? integers(s.filters) : null;
        this.epilogue = Epilogue.values()[random.pick(0, Epilogue.values().length - 1)];
        this.packed = random.coin() ? new PackedWeights() : null;
        this.z = random.unwritten(outputs());
        this.y = random.unwritten(outputs() / BLOCK);
        int values = backend.convMaxPool2x2Kept(s.shape, s.batch);
        this.kept = values > 0 && random.coin() ? random.unwritten(values) : null;
    }

    private static Window evenWindow(RandomCase random, int most) {
        Window g = random.window(most, true);
        while (g.outHeight() < 2 || g.outWidth() < 2) {
            g = random.window(most, true);
        }
        return g.cropOutput(g.outHeight() / 2 * 2, g.outWidth() / 2 * 2);
    }

    private Region integers(int size) {
        Region r = random.values(size, 2);
        for (int i = r.offset(); i < r.offset() + size; i++) {
            r.array()[i] = Math.round(r.array()[i]);
        }
        return random.snapshot(r);
    }

    private int outputs() {
        return s.batch * s.shape.outputs();
    }

    private void run(Backend backend, boolean training) {
        backend.convMaxPool2x2(
                s.shape, s.images(x), weights(), epilogue, training ? results() : new MaxPooled(null, maxima(y)));
    }

    private MaxPooled results() {
        return new MaxPooled(s.outputs(z), kept == null ? null : kept.tensor(kept.size()), maxima(y));
    }

    private WeightsAndBias weights() {
        return new WeightsAndBias(s.kernel(w), bias == null ? null : bias.tensor(s.filters), packed);
    }

    private Tensor maxima(Region y) {
        return y.tensor(s.batch, s.g.outHeight() / 2, s.g.outWidth() / 2, s.filters);
    }

    /** z, the outputs of the convolution without its epilogue, exact. */
    private double[] exact() {
        double[] sums = new double[outputs()];
        for (int i = 0; i < sums.length && bias != null; i++) {
            sums[i] = bias.at(i % s.filters);
        }
        s.terms((xi, wi, zi) -> sums[zi] += x.at(xi) * w.at(wi));
        return sums;
    }

    /** The index in z of each block's maximum, the first of equal values. */
    private int[] firsts(double[] exact) {
        int[] firsts = new int[y.size()];
        Arrays.fill(firsts, -1);
        for (int i = 0; i < exact.length; i++) {
            int pixel = i / s.filters;
            int column = pixel % s.g.outWidth();
            int row = pixel / s.g.outWidth(); // of all images, whose heights are even
            int block = (row / 2 * (s.g.outWidth() / 2) + column / 2) * s.filters + i % s.filters;
            firsts[block] = firsts[block] < 0 || exact[i] > exact[firsts[block]] ? i : firsts[block];
        }
        return firsts;
    }

    private double withEpilogue(double value) {
        return switch (epilogue) {
            case LINEAR -> value;
            case RELU -> Math.max(value, 0);
            case RELU6 -> Math.min(Math.max(value, 0), 6);
        };
    }

    static Region convMaxPool2x2(Backend backend, RandomCase random) {
        ConvMaxPoolCases m = new ConvMaxPoolCases(backend, random);
        boolean training = random.coin();
        m.run(backend, training);
        double[] exact = m.exact();
        int[] firsts = m.firsts(exact);
        for (int i = 0; i < firsts.length; i++) {
            double maximum = m.withEpilogue(exact[firsts[i]]);
            RandomCase.requireClose(maximum, m.y.at(i), 0, "y[%d] of %s, %d channels", i, m.s.g, m.s.channels);
        }
        return training ? m.z.and(m.y) : m.y;
    }

    static Region convMaxPool2x2Backward(Backend backend, RandomCase random) {
        ConvMaxPoolCases m = new ConvMaxPoolCases(backend, random);
        ConvCases s = m.s;
        Region dy = random.values(m.y.size());
        double[] exact = m.exact();
        int[] firsts = m.firsts(exact);
        for (int i = 0; i < firsts.length; i++) {
            if (m.withEpilogue(exact[firsts[i]]) != exact[firsts[i]]) {
                dy.array()[dy.offset() + i] = 0;
            }
        }
        dy = random.snapshot(dy);
        Region dx = random.pick(0, 2) > 0 ? random.unwritten(m.x.size()) : null;
        Region dw = dx == null || random.pick(0, 2) > 0 ? random.values(m.w.size()) : null;
        m.run(backend, true);
        random.snapshot(m.z);
        random.snapshot(m.y);
        if (m.kept != null) {
            random.snapshot(m.kept);
        }
        backend.convMaxPool2x2Backward(
                s.shape,
                s.images(m.x),
                m.results(),
                m.maxima(dy),
                new WeightsAndBias(s.kernel(m.w), null, m.packed),
                dx == null ? null : s.images(dx),
                dw == null ? null : s.kernel(dw));
        return m.require(firsts, dy, dx, dw);
    }

    private Region require(int[] firsts, Region dy, @Nullable Region dx, @Nullable Region dw) {
        double[] dz = new double[outputs()];
        for (int i = 0; i < firsts.length; i++) {
            dz[firsts[i]] = dy.at(i);
        }
        if (dx != null) {
            ConvCases.Sums sums = s.new Sums(dx.size());
            s.terms((xi, wi, zi) -> sums.add(xi, dz[zi] * w.at(wi)));
            sums.require(dx, s.g.kernelCells() * (s.filters / s.groups), "dx");
        }
        if (dw != null) {
            ConvCases.Sums sums = s.new Sums(dw.size());
            for (int i = 0; i < dw.size(); i++) {
                sums.add(i, dw.beforeAt(i)); // the gradient is added to the values there
            }
            s.terms((xi, wi, zi) -> sums.add(wi, x.at(xi) * dz[zi]));
            sums.require(dw, s.batch * s.g.outputPixels() + 1, "dw");
        }
        if (dw == null) {
            return Objects.requireNonNull(dx, "dx or dw is required");
        }
        return dx == null ? dw : dx.and(dw);
    }
}
