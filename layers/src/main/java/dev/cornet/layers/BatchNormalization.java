package dev.cornet.layers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.initializers.Initializer;
import dev.cornet.nn.ChannelAffine;
import dev.cornet.nn.Gradients;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.RowUse;
import dev.cornet.nn.StateUpdate;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization layer, which normalizes each channel: y = γ·(x − μ)/√(σ² + ε) + β.
 *
 * <p>In training μ and σ² are the mean and the biased variance of the channel over the whole batch without masked steps, and the moving
 * statistics are updated: m ← momentum·m + (1 − momentum)·(the batch's statistic). Outside training, and if the layer is frozen, μ and σ²
 * are the moving statistics.
 *
 * <p>y has the shape of x. Weights: γ "gamma", β "beta", "moving_mean", "moving_variance" (channels). Options: axis of the channels
 * (default −1), momentum (0.99), ε (0.001), center and scale, whether β and γ are used (true). References: Ioffe, Szegedy, "Batch
 * normalization", ICML 2015; Keras' BatchNormalization page.
 */
public final class BatchNormalization extends BaseNormalization<BatchNormalization> {
    @Option
    private int axis = -1;

    @Option
    private double momentum = 0.99;

    @Option(after = "gamma_initializer")
    private Initializer movingMeanInitializer = Registry.get(Initializer.class, "zeros");

    @Option(after = "moving_mean_initializer")
    private Initializer movingVarianceInitializer = Registry.get(Initializer.class, "ones");

    private @Nullable Variable movingMean;
    private @Nullable Variable movingVariance;

    /** The factor of the moving statistics at each update; default 0.99. */
    public BatchNormalization momentum(double momentum) {
        this.momentum = momentum;
        return self();
    }

    /** The axis of the channels, counted with the batch axis as 0; negative from the end; default −1, the last. */
    public BatchNormalization axis(int axis) {
        this.axis = axis;
        return self();
    }

    /** The initializer of the moving mean; default zeros. */
    public BatchNormalization movingMeanInitializer(Initializer initializer) {
        movingMeanInitializer = initializer;
        return self();
    }

    public BatchNormalization movingMeanInitializer(String name) {
        return movingMeanInitializer(component(Initializer.class, "moving_mean_initializer", name));
    }

    /** The initializer of the moving variance; default ones. */
    public BatchNormalization movingVarianceInitializer(Initializer initializer) {
        movingVarianceInitializer = initializer;
        return self();
    }

    public BatchNormalization movingVarianceInitializer(String name) {
        return movingVarianceInitializer(component(Initializer.class, "moving_variance_initializer", name));
    }

    @Override
    protected void validate() {
        super.validate();
        SampleAxis.requireNotBatch(this, axis);
        require(momentum >= 0 && momentum <= 1, "momentum must be between 0 and 1, got %s", momentum);
    }

    @Override
    protected Shape outputShape(Shape in) {
        channelAxis(in);
        return in;
    }

    /** The index of the channel axis. */
    private int channelAxis(Shape in) {
        return SampleAxis.indexIn(this, axis, in);
    }

    @Override
    protected void build(Shape in) {
        Shape channels = Shape.of(in.dim(channelAxis(in)));
        buildGammaBeta(channels);
        movingMean = nonTrainableWeight("moving_mean", channels, movingMeanInitializer);
        movingVariance = nonTrainableWeight("moving_variance", channels, movingVarianceInitializer);
    }

    /** Each shard is normalised alone, as Keras does on each of several devices. */
    @Override
    protected boolean mixesWithinShards() {
        return true;
    }

    @Override
    protected RowUse rowUse(boolean training) {
        return training && trainable() ? RowUse.MIXES : RowUse.SLICES;
    }

    @Override
    protected boolean supportsMasking() {
        return true;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int a = channelAxis(x.shape());
        if (a == x.shape().rank() - 1) {
            return normalize(x, mask(x, pass), null, pass);
        }
        Tensor mask = mask(x, pass);
        Tensor elementMask = mask == null ? null : AxisPermutation.swap(expandMask(mask, x, pass), a, pass);
        Output out = normalize(AxisPermutation.swap(x, a, pass), null, elementMask, pass);
        return new Output(AxisPermutation.swap(out.y(), a, pass), (dy, grads) -> {
            Tensor dx = out.backward().apply(AxisPermutation.swap(dy, a, pass), grads);
            return dx == null ? null : AxisPermutation.swap(dx, a, pass);
        });
    }

    /** The mask that leaves steps out of the batch statistics; null if there is none or the moving statistics are used. */
    private @Nullable Tensor mask(Tensor x, Pass pass) {
        Tensor mask = pass.training() && trainable() ? pass.mask() : null;
        requireShape(
                mask == null || mask.size() * x.shape().last() == x.size(),
                "a mask must have a value for each row of the last axis of the input");
        return mask;
    }

    /** The mask repeated along the last axis, in the shape of x. */
    private static Tensor expandMask(Tensor mask, Tensor x, Pass pass) {
        Tensor all = pass.tensor(x.shape());
        int c = x.shape().last();
        for (int i = 0; i < all.size(); i++) {
            all.data()[all.offset() + i] = ChannelStatistics.isUnmasked(mask, i / c) ? 1 : 0;
        }
        return all;
    }

    /** A copy of x with masked elements replaced by the value of their channel in {@code replacement}. */
    private static Tensor replaceMasked(Tensor x, Tensor elementMask, double[] replacement, Pass pass) {
        Tensor replaced = pass.tensor(x.shape());
        for (int i = 0; i < replaced.size(); i++) {
            boolean unmasked = elementMask.data()[elementMask.offset() + i] != 0;
            replaced.data()[replaced.offset() + i] =
                    unmasked ? x.data()[x.offset() + i] : (float) replacement[i % replacement.length];
        }
        return replaced;
    }

    /**
     * Normalizes the channels of the last axis.
     *
     * @param mask 0 for each row that the batch statistics leave out, else 1; null if they leave none out
     * @param elementMask the same for each value, in the shape of x; null if the statistics leave no single values out
     */
    private Output normalize(Tensor x, @Nullable Tensor mask, @Nullable Tensor elementMask, Pass pass) {
        Variable mean = Objects.requireNonNull(movingMean, "built");
        Variable variance = Objects.requireNonNull(movingVariance, "built");
        int c = x.shape().last();
        int rows = c == 0 ? 0 : x.size() / c;
        boolean usesBatchStatistics = pass.training() && trainable();
        double[] counts = new double[c];
        double[] mu = new double[c];
        double[] sigma2 = new double[c];
        if (usesBatchStatistics) {
            countUnmasked(mask, elementMask, rows, counts);
            // mu is still 0, so masked values add nothing to the sum
            Tensor unmasked = elementMask == null ? x : replaceMasked(x, elementMask, mu, pass);
            ChannelStatistics.sums(unmasked, unmasked, null, mask, rows, c, mu);
            ChannelStatistics.divide(mu, counts);
            unmasked = elementMask == null ? x : replaceMasked(x, elementMask, mu, pass);
            ChannelStatistics.sums(unmasked, unmasked, mu, mask, rows, c, sigma2);
            ChannelStatistics.divide(sigma2, counts);
            if (pass.isTrainingStep()) {
                pass.update(mean, StateUpdate.movingMean(counts, mu, momentum));
                pass.update(variance, StateUpdate.movingVariance(counts, mu, sigma2, momentum));
            }
        } else {
            ChannelStatistics.copy(mean.value(), mu);
            ChannelStatistics.copy(variance.value(), sigma2);
        }
        double[] inverseStd = sigma2; // becomes 1/√(σ² + ε) in place
        for (int j = 0; j < c; j++) {
            inverseStd[j] = 1 / Math.sqrt(sigma2[j] + epsilon());
        }
        Tensor y = pass.tensor(x.shape());
        ChannelStatistics.affine(
                x,
                y,
                rows,
                c,
                j -> valueOr(gamma(), j, 1) * inverseStd[j],
                j -> valueOr(beta(), j, 0) - valueOr(gamma(), j, 1) * mu[j] * inverseStd[j]);
        return new Output(y, (dy, grads) -> {
            Tensor xHat = pass.tensor(x.shape()); // (x − μ)/√(σ² + ε)
            ChannelStatistics.affine(x, xHat, rows, c, j -> inverseStd[j], j -> -mu[j] * inverseStd[j]);
            double[] sumDy = new double[c];
            double[] sumDyX = new double[c];
            ChannelStatistics.sums(dy, null, null, null, rows, c, sumDy);
            ChannelStatistics.sums(dy, xHat, null, null, rows, c, sumDyX);
            addGradient(beta(), grads, sumDy);
            addGradient(gamma(), grads, sumDyX);
            if (!grads.requiresInput()) {
                return null;
            }
            Tensor dx = pass.tensor(dy.shape());
            if (usesBatchStatistics) {
                float[] factor = perChannel(c, j -> valueOr(gamma(), j, 1) * inverseStd[j]);
                float[] meanDy = perChannel(c, j -> sumDy[j] / counts[j]);
                float[] meanDyX = perChannel(c, j -> sumDyX[j] / counts[j]);
                backward(dy, dx, xHat, mask, elementMask, factor, meanDy, meanDyX);
            } else {
                ChannelStatistics.affine(dy, dx, rows, c, j -> valueOr(gamma(), j, 1) * inverseStd[j], j -> 0);
            }
            return dx;
        });
    }

    /** Sets {@code counts} to the number of unmasked values of each channel, at least 1. */
    private static void countUnmasked(@Nullable Tensor mask, @Nullable Tensor elementMask, int rows, double[] counts) {
        if (elementMask == null) {
            Arrays.fill(counts, ChannelStatistics.countUnmasked(mask, rows));
        } else {
            ChannelStatistics.sums(elementMask, elementMask, null, null, rows, counts.length, counts);
        }
        for (int j = 0; j < counts.length; j++) {
            counts[j] = Math.max(1, counts[j]);
        }
    }

    private static double valueOr(@Nullable Variable w, int j, double otherwise) {
        return w == null ? otherwise : w.value().data()[w.value().offset() + j];
    }

    private static void addGradient(@Nullable Variable w, Gradients grads, double[] values) {
        if (w != null && grads.requires(w)) {
            Tensor sum = grads.accumulator(w);
            for (int j = 0; j < values.length; j++) {
                sum.data()[sum.offset() + j] += (float) values[j];
            }
        }
    }

    private static float[] perChannel(int c, ChannelStatistics.PerChannel value) {
        float[] values = new float[c];
        for (int j = 0; j < c; j++) {
            values[j] = (float) value.at(j);
        }
        return values;
    }

    /** dx = γ/√(σ² + ε)·(dy − mean dy − x̂·mean(dy·x̂)) for batch statistics, which depend on x themselves; factor = γ/√(σ² + ε). */
    private static void backward(
            Tensor dy,
            Tensor dx,
            Tensor xHat,
            @Nullable Tensor mask,
            @Nullable Tensor elementMask,
            float[] factor,
            float[] meanDy,
            float[] meanDyX) {
        int c = factor.length;
        WorkerPool.shared().range(c == 0 ? 0 : dy.size() / c, ChannelStatistics.ROWS_PER_TASK, (from, to) -> {
            for (int r = from; r < to; r++) {
                int d = dy.offset() + r * c;
                int o = dx.offset() + r * c;
                int n = xHat.offset() + r * c;
                float unmasked =
                        ChannelStatistics.isUnmasked(mask, r) ? 1 : 0; // statistics do not depend on masked values
                for (int j = 0; elementMask != null && j < c; j++) {
                    float viaStatistics = elementMask.data()[elementMask.offset() + r * c + j]
                            * (meanDy[j] + xHat.data()[n + j] * meanDyX[j]);
                    dx.data()[o + j] = factor[j] * (dy.data()[d + j] - viaStatistics);
                }
                for (int j = 0; elementMask == null && j < c; j++) {
                    float viaStatistics = meanDy[j] + xHat.data()[n + j] * meanDyX[j];
                    dx.data()[o + j] = factor[j] * (dy.data()[d + j] - unmasked * viaStatistics);
                }
            }
        });
    }

    @Override
    protected @Nullable Supplier<ChannelAffine> channelAffine(Shape in) {
        return channelAxis(in) == in.rank() - 1 ? this::movingAffine : null;
    }

    /** The function that the layer computes with the moving statistics. */
    private ChannelAffine movingAffine() {
        Tensor mean = Objects.requireNonNull(movingMean, "built").value();
        Tensor variance = Objects.requireNonNull(movingVariance, "built").value();
        double[] factor = new double[mean.size()];
        double[] offset = new double[mean.size()];
        for (int j = 0; j < factor.length; j++) {
            factor[j] = valueOr(gamma(), j, 1) / Math.sqrt(variance.data()[variance.offset() + j] + epsilon());
            offset[j] = valueOr(beta(), j, 0) - factor[j] * mean.data()[mean.offset() + j];
        }
        return new ChannelAffine(factor, offset);
    }
}
