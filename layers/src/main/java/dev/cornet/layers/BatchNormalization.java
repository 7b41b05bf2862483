package dev.cornet.layers;

import dev.cornet.backend.Pool;
import dev.cornet.config.Option;
import dev.cornet.initializer.Initializer;
import dev.cornet.layer.ChannelAffine;
import dev.cornet.layer.Gradients;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * y = γ·(x − μ)/√(σ² + ε) + β for each channel (of the last axis, or of {@code axis}).
 *
 * <p>In training μ and σ² (biased) are those of the whole batch, and the moving ones follow: m ← momentum·m + (1 − momentum)·batch.
 * Masked steps do not count in them. Otherwise, and when frozen, the moving ones are used. γ, β, moving mean and variance (channels).
 * Reference: Ioffe, Szegedy, "Batch normalization", ICML 2015; Keras' BatchNormalization page.
 */
public final class BatchNormalization extends GammaBeta<BatchNormalization> implements ChannelAffine {
    @Option(before = "epsilon")
    private int axis = -1;

    @Option(before = "epsilon")
    private double momentum = 0.99;

    @Option(before = "beta_regularizer")
    private Initializer movingMeanInitializer = Weighted.byName(Initializer.class, "zeros");

    @Option(before = "beta_regularizer")
    private Initializer movingVarianceInitializer = Weighted.byName(Initializer.class, "ones");

    private @Nullable Variable movingMean;
    private @Nullable Variable movingVariance;

    /** How much of the moving statistics is kept at each step; default 0.99. */
    public BatchNormalization momentum(double momentum) {
        this.momentum = momentum;
        return self();
    }

    /** The axis of channels, counted with the batch axis as 0; negative from the end; default -1, the last. */
    public BatchNormalization axis(int axis) {
        this.axis = axis;
        return self();
    }

    /** The start values of the moving mean; default zeros. */
    public BatchNormalization movingMeanInitializer(Initializer initializer) {
        movingMeanInitializer = initializer;
        return self();
    }

    public BatchNormalization movingMeanInitializer(String name) {
        return movingMeanInitializer(unit(Initializer.class, "moving_mean_initializer", name));
    }

    /** The start values of the moving variance; default ones. */
    public BatchNormalization movingVarianceInitializer(Initializer initializer) {
        movingVarianceInitializer = initializer;
        return self();
    }

    public BatchNormalization movingVarianceInitializer(String name) {
        return movingVarianceInitializer(unit(Initializer.class, "moving_variance_initializer", name));
    }

    @Override
    protected void validate() {
        super.validate();
        require(axis != 0, "axis must not be 0, which is the batch; -1 is the last axis");
        require(momentum >= 0 && momentum <= 1, "momentum must be between 0 and 1, got %s", momentum);
    }

    @Override
    protected Shape outputShape(Shape in) {
        channelAxis(in);
        return in;
    }

    /** The axis of channels within a batch. */
    private int channelAxis(Shape in) {
        int a = axis < 0 ? axis + in.rank() + 1 : axis;
        requireShape(
                a >= 1 && a <= in.rank(),
                "axis %d does not exist in samples of shape %s: choose from 1 to %d, or -1 for the last",
                axis,
                in,
                in.rank());
        return a;
    }

    @Override
    protected void build(Shape in) {
        Shape channels = Shape.of(in.dim(channelAxis(in) - 1));
        buildGammaBeta(channels);
        movingMean = state("moving_mean", channels, movingMeanInitializer);
        movingVariance = state("moving_variance", channels, movingVarianceInitializer);
    }

    @Override
    protected boolean needsWholeBatch() {
        return trainable();
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int a = channelAxis(x.shape().rest());
        if (a == x.shape().rank() - 1) {
            return normalize(x, pass);
        }
        Output out = normalize(Axes.swap(x, a, pass), pass);
        return new Output(Axes.swap(out.y(), a, pass), (dy, grads) -> {
            Tensor dx = out.backward().apply(Axes.swap(dy, a, pass), grads);
            return dx == null ? null : Axes.swap(dx, a, pass);
        });
    }

    /** The mask of the rows, which leaves steps out of the statistics. */
    private @Nullable Tensor mask(Tensor x, Pass pass) {
        Tensor mask = pass.mask();
        requireShape(
                mask == null
                        || (mask.size() * x.shape().last() == x.size()
                                && channelAxis(x.shape().rest()) == x.shape().rank() - 1),
                "a mask goes together with channels on the last axis, and has a value for each of their rows");
        return mask;
    }

    private Output normalize(Tensor x, Pass pass) {
        Variable mean = Objects.requireNonNull(movingMean, "built");
        Variable variance = Objects.requireNonNull(movingVariance, "built");
        int c = x.shape().last();
        int rows = c == 0 ? 0 : x.size() / c;
        boolean batch = pass.training() && trainable();
        Tensor mask = batch ? mask(x, pass) : null;
        int counted = Math.max(1, Columns.count(mask, rows));
        double[] mu = new double[c];
        double[] inverse = new double[c];
        if (batch) {
            Columns.sums(x, x, null, mask, rows, c, mu);
            Columns.divide(mu, counted);
            Columns.sums(x, x, mu, mask, rows, c, inverse);
            Columns.divide(inverse, counted);
            if (pass.learning()) {
                pass.average(mean, mu, momentum);
                pass.average(variance, inverse, momentum);
            }
        } else {
            Columns.copy(mean.read(), mu);
            Columns.copy(variance.read(), inverse);
        }
        for (int j = 0; j < c; j++) {
            inverse[j] = 1 / Math.sqrt(inverse[j] + epsilon);
        }
        Tensor y = pass.tensor(x.shape());
        Columns.affine(
                x,
                y,
                rows,
                c,
                j -> at(gamma, j, 1) * inverse[j],
                j -> at(beta, j, 0) - at(gamma, j, 1) * mu[j] * inverse[j]);
        return new Output(y, (dy, grads) -> {
            Tensor normal = pass.tensor(x.shape()); // (x − μ)/√(σ² + ε)
            Columns.affine(x, normal, rows, c, j -> inverse[j], j -> -mu[j] * inverse[j]);
            double[] sumDy = new double[c];
            double[] sumDyX = new double[c];
            Columns.sums(dy, null, null, null, rows, c, sumDy);
            Columns.sums(dy, normal, null, null, rows, c, sumDyX);
            add(beta, grads, sumDy);
            add(gamma, grads, sumDyX);
            if (!grads.wantsInput()) {
                return null;
            }
            Tensor dx = pass.tensor(dy.shape());
            if (batch) {
                backward(dy, dx, normal, mask, counted, sumDy, sumDyX, inverse);
            } else {
                Columns.affine(dy, dx, rows, c, j -> at(gamma, j, 1) * inverse[j], j -> 0);
            }
            return dx;
        });
    }

    private static double at(@Nullable Variable w, int j, double otherwise) {
        return w == null ? otherwise : w.read().data()[w.read().offset() + j];
    }

    private static void add(@Nullable Variable w, Gradients grads, double[] values) {
        if (w != null && grads.wants(w)) {
            Tensor sum = grads.of(w);
            for (int j = 0; j < values.length; j++) {
                sum.data()[sum.offset() + j] += (float) values[j];
            }
        }
    }

    /** dx = γ/√(σ² + ε)·(dy − mean dy − x̂·mean(dy·x̂)): the statistics depend on x as well. */
    private void backward(
            Tensor dy,
            Tensor dx,
            Tensor normal,
            @Nullable Tensor mask,
            int counted,
            double[] sumDy,
            double[] sumDyX,
            double[] inverse) {
        int c = sumDy.length;
        float[] factor = new float[c];
        float[] mean = new float[c];
        float[] slope = new float[c];
        for (int j = 0; j < c; j++) {
            factor[j] = (float) (at(gamma, j, 1) * inverse[j]);
            mean[j] = (float) (sumDy[j] / counted);
            slope[j] = (float) (sumDyX[j] / counted);
        }
        Pool.shared().range(c == 0 ? 0 : dy.size() / c, Columns.ROWS_PER_TASK, (from, to) -> {
            for (int r = from; r < to; r++) {
                int d = dy.offset() + r * c;
                int o = dx.offset() + r * c;
                int n = normal.offset() + r * c;
                float share = Columns.counts(mask, r) ? 1 : 0; // statistics do not depend on rows left out
                for (int j = 0; j < c; j++) {
                    float through = mean[j] + normal.data()[n + j] * slope[j];
                    dx.data()[o + j] = factor[j] * (dy.data()[d + j] - share * through);
                }
            }
        });
    }

    @Override
    public boolean scalesLastAxis(Shape in) {
        return channelAxis(in) == in.rank();
    }

    @Override
    public Affine affine() {
        Tensor mean = Objects.requireNonNull(movingMean, "built").read();
        Tensor variance = Objects.requireNonNull(movingVariance, "built").read();
        double[] factor = new double[mean.size()];
        double[] offset = new double[mean.size()];
        for (int j = 0; j < factor.length; j++) {
            factor[j] = at(gamma, j, 1) / Math.sqrt(variance.data()[variance.offset() + j] + epsilon);
            offset[j] = at(beta, j, 0) - factor[j] * mean.data()[mean.offset() + j];
        }
        return new Affine(factor, offset);
    }
}
