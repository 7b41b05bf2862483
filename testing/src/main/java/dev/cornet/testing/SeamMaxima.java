package dev.cornet.testing;

import dev.cornet.backend.Backend;
import dev.cornet.backend.Epilogue;
import dev.cornet.backend.PackedWeights;
import dev.cornet.backend.Window;
import dev.cornet.testing.RandomCase.Region;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The maxima of 2×2 blocks of convolutions, and the way back from them. Inputs and kernels are small whole numbers, so that all outputs are
 * exact, many are equal, and it is plain which of them comes first.
 */
final class SeamMaxima {
    private static final int BLOCK = 4;

    private final SeamConvolutions s;
    private final RandomCase trial;
    private final Region x;
    private final Region w;
    private final @Nullable Region bias;
    private final Epilogue epilogue;
    private final Region y;
    private final Region z;
    private final @Nullable PackedWeights kept;

    private SeamMaxima(RandomCase trial) {
        this.trial = trial;
        this.s = new SeamConvolutions(trial, large -> evenWindow(trial, large ? 36 : 9));
        this.x = whole(s.batch * s.shape.inputs());
        this.w = whole(s.shape.weights());
        this.bias = trial.coin() ? whole(s.filters) : null;
        this.epilogue = Epilogue.values()[trial.pick(0, Epilogue.values().length - 1)];
        this.kept = trial.coin() ? new PackedWeights() : null;
        this.z = trial.unwritten(outputs());
        this.y = trial.unwritten(outputs() / BLOCK);
    }

    private static Window evenWindow(RandomCase trial, int most) {
        Window g = trial.window(most, true);
        while (g.outHeight() < 2 || g.outWidth() < 2) {
            g = trial.window(most, true);
        }
        return g.cropOutput(g.outHeight() / 2 * 2, g.outWidth() / 2 * 2);
    }

    private Region whole(int size) {
        Region r = trial.values(size, 2);
        for (int i = r.offset(); i < r.offset() + size; i++) {
            r.array()[i] = Math.round(r.array()[i]);
        }
        return trial.settle(r);
    }

    private int outputs() {
        return s.batch * s.shape.outputs();
    }

    private void run(Backend backend, boolean goesBack) {
        backend.convMaxima(
                s.shape,
                s.batch,
                x.array(),
                x.offset(),
                w.array(),
                w.offset(),
                kept,
                bias == null ? null : bias.array(),
                bias == null ? 0 : bias.offset(),
                epilogue,
                goesBack ? z.array() : null,
                goesBack ? z.offset() : 0,
                y.array(),
                y.offset());
    }

    /** z, exact. */
    private double[] exact() {
        double[] sums = new double[outputs()];
        for (int i = 0; i < sums.length && bias != null; i++) {
            sums[i] = bias.at(i % s.filters);
        }
        s.terms((xi, wi, zi) -> sums[zi] += x.at(xi) * w.at(wi));
        return sums;
    }

    /** The place in z of each maximum, the first of equals. */
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

    private double ended(double value) {
        return switch (epilogue) {
            case LINEAR -> value;
            case RELU -> Math.max(value, 0);
            case RELU6 -> Math.min(Math.max(value, 0), 6);
        };
    }

    static Region convMaxima(Backend backend, RandomCase trial) {
        SeamMaxima m = new SeamMaxima(trial);
        boolean goesBack = trial.coin();
        m.run(backend, goesBack);
        double[] exact = m.exact();
        int[] firsts = m.firsts(exact);
        for (int i = 0; i < firsts.length; i++) {
            double most = m.ended(exact[firsts[i]]);
            RandomCase.requireClose(most, m.y.at(i), 0, "y[%d] of %s, %d channels", i, m.s.g, m.s.channels);
        }
        return goesBack ? m.z.and(m.y) : m.y;
    }

    static Region convMaximaBackward(Backend backend, RandomCase trial) {
        SeamMaxima m = new SeamMaxima(trial);
        SeamConvolutions s = m.s;
        Region dy = trial.values(m.y.size());
        double[] exact = m.exact();
        int[] firsts = m.firsts(exact);
        for (int i = 0; i < firsts.length; i++) {
            if (m.ended(exact[firsts[i]]) != exact[firsts[i]]) {
                dy.array()[dy.offset() + i] = 0;
            }
        }
        dy = trial.settle(dy);
        Region dx = trial.pick(0, 2) > 0 ? trial.unwritten(m.x.size()) : null;
        Region dw = dx == null || trial.pick(0, 2) > 0 ? trial.values(m.w.size()) : null;
        m.run(backend, true);
        trial.settle(m.z);
        trial.settle(m.y);
        backend.convMaximaBackward(
                s.shape,
                s.batch,
                m.x.array(),
                m.x.offset(),
                m.z.array(),
                m.z.offset(),
                m.y.array(),
                m.y.offset(),
                dy.array(),
                dy.offset(),
                m.w.array(),
                m.w.offset(),
                m.kept,
                dx == null ? null : dx.array(),
                dx == null ? 0 : dx.offset(),
                dw == null ? null : dw.array(),
                dw == null ? 0 : dw.offset());
        return m.require(firsts, dy, dx, dw);
    }

    private Region require(int[] firsts, Region dy, @Nullable Region dx, @Nullable Region dw) {
        double[] dz = new double[outputs()];
        for (int i = 0; i < firsts.length; i++) {
            dz[firsts[i]] = dy.at(i);
        }
        if (dx != null) {
            SeamConvolutions.Sums sums = s.new Sums(dx.size());
            s.terms((xi, wi, zi) -> sums.add(xi, dz[zi] * w.at(wi)));
            sums.require(dx, s.g.kernelCells() * (s.filters / s.groups), "dx");
        }
        if (dw != null) {
            SeamConvolutions.Sums sums = s.new Sums(dw.size());
            for (int i = 0; i < dw.size(); i++) {
                sums.add(i, dw.beforeAt(i)); // the gradient is added
            }
            s.terms((xi, wi, zi) -> sums.add(wi, x.at(xi) * dz[zi]));
            sums.require(dw, s.batch * s.g.outputPixels() + 1, "dw");
        }
        if (dw == null) {
            return Objects.requireNonNull(dx, "one of both");
        }
        return dx == null ? dw : dx.and(dw);
    }
}
