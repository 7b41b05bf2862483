package dev.cornet.layers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Option;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.ChannelAffine;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * y = γ·(x − μ)/√(σ² + ε) + β for each channel (of the last axis, or of {@code axis}).
 *
 * <p>In training μ and σ² (biased) are those of the whole batch, and the moving ones follow: m ← momentum·m + (1 − momentum)·batch.
 * Masked steps do not count in them. Otherwise, and when frozen, the moving ones are used. γ, β, moving mean and variance (channels).
 * Reference: Ioffe, Szegedy, "Batch normalization", ICML 2015; Keras' BatchNormalization page.
 */
public final class BatchNormalization extends BaseNormalization<BatchNormalization> implements ChannelAffine {
    @Option(before = "epsilon")
    private int axis = -1;

    @Option(before = "epsilon")
    private double momentum = 0.99;

    @Option(before = "beta_regularizer")
    private Initializer movingMeanInitializer = BiasActivationLayer.byName(Initializer.class, "zeros");

    @Option(before = "beta_regularizer")
    private Initializer movingVarianceInitializer = BiasActivationLayer.byName(Initializer.class, "ones");

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
        movingMean = nonTrainableWeight("moving_mean", channels, movingMeanInitializer);
        movingVariance = nonTrainableWeight("moving_variance", channels, movingVarianceInitializer);
    }

    @Override
    public boolean needsWholeBatch() {
        return trainable();
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int a = channelAxis(x.shape().withoutBatch());
        if (a == x.shape().rank() - 1) {
            return normalize(x, mask(x, pass), null, pass);
        }
        Tensor mask = mask(x, pass);
        Tensor elements = mask == null ? null : AxisSwap.swap(repeated(mask, x, pass), a, pass);
        Output out = normalize(AxisSwap.swap(x, a, pass), null, elements, pass);
        return new Output(AxisSwap.swap(out.y(), a, pass), (dy, grads) -> {
            Tensor dx = out.backward().apply(AxisSwap.swap(dy, a, pass), grads);
            return dx == null ? null : AxisSwap.swap(dx, a, pass);
        });
    }

    /** The mask of the rows of the last axis, which leaves steps out of the statistics of a batch. */
    private @Nullable Tensor mask(Tensor x, Pass pass) {
        Tensor mask = pass.training() && trainable() ? pass.mask() : null;
        requireShape(
                mask == null || mask.size() * x.shape().last() == x.size(),
                "a mask must have a value for each row of the last axis of the input");
        return mask;
    }

    /** The mask in the shape of x. */
    private static Tensor repeated(Tensor mask, Tensor x, Pass pass) {
        Tensor all = pass.tensor(x.shape());
        int c = x.shape().last();
        for (int i = 0; i < all.size(); i++) {
            all.data()[all.offset() + i] = ChannelStatistics.counts(mask, i / c) ? 1 : 0;
        }
        return all;
    }

    /** x, and its column's {@code other} value where an element does not count. */
    private static Tensor filled(Tensor x, Tensor elements, double[] other, Pass pass) {
        Tensor all = pass.tensor(x.shape());
        for (int i = 0; i < all.size(); i++) {
            boolean counts = elements.data()[elements.offset() + i] != 0;
            all.data()[all.offset() + i] = counts ? x.data()[x.offset() + i] : (float) other[i % other.length];
        }
        return all;
    }

    /**
     * Normalises the channels of the last axis.
     *
     * @param mask leaves rows out of the statistics, null for none
     * @param elements leaves single values out of them: of the shape of x, null for none
     */
    private Output normalize(Tensor x, @Nullable Tensor mask, @Nullable Tensor elements, Pass pass) {
        Variable mean = Objects.requireNonNull(movingMean, "built");
        Variable variance = Objects.requireNonNull(movingVariance, "built");
        int c = x.shape().last();
        int rows = c == 0 ? 0 : x.size() / c;
        boolean batch = pass.training() && trainable();
        double[] counted = new double[c];
        double[] mu = new double[c];
        double[] inverse = new double[c];
        if (batch) {
            count(mask, elements, rows, counted);
            Tensor all = elements == null ? x : filled(x, elements, mu, pass);
            ChannelStatistics.sums(all, all, null, mask, rows, c, mu);
            ChannelStatistics.divide(mu, counted);
            all = elements == null ? x : filled(x, elements, mu, pass);
            ChannelStatistics.sums(all, all, mu, mask, rows, c, inverse);
            ChannelStatistics.divide(inverse, counted);
            if (pass.learning()) {
                pass.average(mean, mu, momentum);
                pass.average(variance, inverse, momentum);
            }
        } else {
            ChannelStatistics.copy(mean.value(), mu);
            ChannelStatistics.copy(variance.value(), inverse);
        }
        for (int j = 0; j < c; j++) {
            inverse[j] = 1 / Math.sqrt(inverse[j] + epsilon);
        }
        Tensor y = pass.tensor(x.shape());
        ChannelStatistics.affine(
                x,
                y,
                rows,
                c,
                j -> at(gamma, j, 1) * inverse[j],
                j -> at(beta, j, 0) - at(gamma, j, 1) * mu[j] * inverse[j]);
        return new Output(y, (dy, grads) -> {
            Tensor normal = pass.tensor(x.shape()); // (x − μ)/√(σ² + ε)
            ChannelStatistics.affine(x, normal, rows, c, j -> inverse[j], j -> -mu[j] * inverse[j]);
            double[] sumDy = new double[c];
            double[] sumDyX = new double[c];
            ChannelStatistics.sums(dy, null, null, null, rows, c, sumDy);
            ChannelStatistics.sums(dy, normal, null, null, rows, c, sumDyX);
            add(beta, grads, sumDy);
            add(gamma, grads, sumDyX);
            if (!grads.requiresInput()) {
                return null;
            }
            Tensor dx = pass.tensor(dy.shape());
            if (batch) {
                backward(dy, dx, normal, mask, elements, counted, sumDy, sumDyX, inverse);
            } else {
                ChannelStatistics.affine(dy, dx, rows, c, j -> at(gamma, j, 1) * inverse[j], j -> 0);
            }
            return dx;
        });
    }

    /** How many values of each channel count, at least 1. */
    private static void count(@Nullable Tensor mask, @Nullable Tensor elements, int rows, double[] counted) {
        if (elements == null) {
            Arrays.fill(counted, ChannelStatistics.count(mask, rows));
        } else {
            ChannelStatistics.sums(elements, elements, null, null, rows, counted.length, counted);
        }
        for (int j = 0; j < counted.length; j++) {
            counted[j] = Math.max(1, counted[j]);
        }
    }

    private static double at(@Nullable Variable w, int j, double otherwise) {
        return w == null ? otherwise : w.value().data()[w.value().offset() + j];
    }

    private static void add(@Nullable Variable w, Gradients grads, double[] values) {
        if (w != null && grads.requires(w)) {
            Tensor sum = grads.accumulator(w);
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
            @Nullable Tensor elements,
            double[] counted,
            double[] sumDy,
            double[] sumDyX,
            double[] inverse) {
        int c = sumDy.length;
        float[] factor = new float[c];
        float[] mean = new float[c];
        float[] slope = new float[c];
        for (int j = 0; j < c; j++) {
            factor[j] = (float) (at(gamma, j, 1) * inverse[j]);
            mean[j] = (float) (sumDy[j] / counted[j]);
            slope[j] = (float) (sumDyX[j] / counted[j]);
        }
        WorkerPool.shared().range(c == 0 ? 0 : dy.size() / c, ChannelStatistics.ROWS_PER_TASK, (from, to) -> {
            for (int r = from; r < to; r++) {
                int d = dy.offset() + r * c;
                int o = dx.offset() + r * c;
                int n = normal.offset() + r * c;
                float share = ChannelStatistics.counts(mask, r) ? 1 : 0; // statistics do not depend on what is left out
                for (int j = 0; elements != null && j < c; j++) {
                    float through = elements.data()[elements.offset() + r * c + j]
                            * (mean[j] + normal.data()[n + j] * slope[j]);
                    dx.data()[o + j] = factor[j] * (dy.data()[d + j] - through);
                }
                for (int j = 0; elements == null && j < c; j++) {
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
        Tensor mean = Objects.requireNonNull(movingMean, "built").value();
        Tensor variance = Objects.requireNonNull(movingVariance, "built").value();
        double[] factor = new double[mean.size()];
        double[] offset = new double[mean.size()];
        for (int j = 0; j < factor.length; j++) {
            factor[j] = at(gamma, j, 1) / Math.sqrt(variance.data()[variance.offset() + j] + epsilon);
            offset[j] = at(beta, j, 0) - factor[j] * mean.data()[mean.offset() + j];
        }
        return new Affine(factor, offset);
    }
}
