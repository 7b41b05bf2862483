package dev.cornet.layers;

import dev.cornet.backend.Pool;
import dev.cornet.config.Option;
import dev.cornet.initializer.Initializer;
import dev.cornet.layer.Fluent;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * y = γ·(x − μ)/√(σ² + ε) + β for each channel of the last axis.
 *
 * <p>In training μ and σ² (biased) are those of the whole batch, and the moving ones follow: m ← momentum·m + (1 − momentum)·batch.
 * Otherwise, and when frozen, the moving ones are used. γ, β, moving mean and variance (channels). Reference: Ioffe, Szegedy, "Batch
 * normalization", ICML 2015; Keras' BatchNormalization page.
 */
public final class BatchNormalization extends Fluent<BatchNormalization> {
    private static final int ROWS_PER_TASK = 512;

    @Option
    private int axis = -1;

    @Option
    private double momentum = 0.99;

    @Option
    private double epsilon = 1e-3;

    @Option
    private boolean center = true;

    @Option
    private boolean scale = true;

    private @Nullable Variable gamma;
    private @Nullable Variable beta;
    private @Nullable Variable movingMean;
    private @Nullable Variable movingVariance;

    /** How much of the moving statistics is kept at each step; default 0.99. */
    public BatchNormalization momentum(double momentum) {
        this.momentum = momentum;
        return this;
    }

    /** ε; default 0.001. */
    public BatchNormalization epsilon(double epsilon) {
        this.epsilon = epsilon;
        return this;
    }

    /** Whether β is added; default true. */
    public BatchNormalization center(boolean on) {
        this.center = on;
        return this;
    }

    /** Whether γ multiplies; default true. */
    public BatchNormalization scale(boolean on) {
        this.scale = on;
        return this;
    }

    @Override
    protected void validate() {
        require(momentum >= 0 && momentum <= 1, "momentum must be between 0 and 1, got %s", momentum);
        require(epsilon > 0, "epsilon must be positive, got %s", epsilon);
    }

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                axis == -1 || axis == in.rank(),
                "normalises the last axis (channels_last), got axis %d for samples of %d axes",
                axis,
                in.rank());
        return in;
    }

    @Override
    protected void build(Shape in) {
        Shape channels = Shape.of(in.last());
        Initializer ones = Weighted.byName(Initializer.class, "ones");
        Initializer zeros = Weighted.byName(Initializer.class, "zeros");
        gamma = scale ? weight("gamma", channels, ones) : null;
        beta = center ? weight("beta", channels, zeros) : null;
        movingMean = state("moving_mean", channels, zeros);
        movingVariance = state("moving_variance", channels, ones);
    }

    @Override
    protected boolean needsWholeBatch() {
        return trainable();
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        Variable mean = Objects.requireNonNull(movingMean, "built");
        Variable variance = Objects.requireNonNull(movingVariance, "built");
        int c = x.shape().last();
        int rows = c == 0 ? 0 : x.size() / c;
        boolean batch = pass.training() && trainable();
        double[] mu = new double[c];
        double[] inverse = new double[c];
        if (batch) {
            columnSums(x, x, null, rows, c, mu);
            divide(mu, rows);
            columnSums(x, x, mu, rows, c, inverse);
            divide(inverse, rows);
            pass.later(mean, moved(mean.value(), mu));
            pass.later(variance, moved(variance.value(), inverse));
        } else {
            copy(mean.value(), mu);
            copy(variance.value(), inverse);
        }
        for (int j = 0; j < c; j++) {
            inverse[j] = 1 / Math.sqrt(inverse[j] + epsilon);
        }
        Tensor normal = pass.tensor(x.shape()); // (x − μ)/√(σ² + ε)
        affine(x, normal, rows, c, j -> inverse[j], j -> -mu[j] * inverse[j]);
        Tensor y = pass.tensor(x.shape());
        affine(normal, y, rows, c, j -> at(gamma, j, 1), j -> at(beta, j, 0));
        return new Output(y, (dy, grads) -> {
            double[] sumDy = new double[c];
            double[] sumDyX = new double[c];
            columnSums(dy, null, null, rows, c, sumDy);
            columnSums(dy, normal, null, rows, c, sumDyX);
            add(grads.wants(orState(beta)) ? grads.of(orState(beta)) : null, sumDy);
            add(grads.wants(orState(gamma)) ? grads.of(orState(gamma)) : null, sumDyX);
            Tensor dx = pass.tensor(dy.shape());
            affine(dy, dx, rows, c, j -> at(gamma, j, 1) * inverse[j], j -> 0);
            if (batch) {
                subtractMeans(dx, normal, rows, c, sumDy, sumDyX, inverse);
            }
            return dx;
        });
    }

    private Variable orState(@Nullable Variable weight) {
        return weight != null ? weight : Objects.requireNonNull(movingMean);
    }

    private static double at(@Nullable Variable w, int j, double otherwise) {
        return w == null ? otherwise : w.value().data()[w.value().offset() + j];
    }

    private Tensor moved(Tensor moving, double[] now) {
        Tensor next = moving.copy();
        for (int j = 0; j < now.length; j++) {
            next.data()[j] = (float) (momentum * next.data()[j] + (1 - momentum) * now[j]);
        }
        return next;
    }

    private static void copy(Tensor from, double[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] = from.data()[from.offset() + j];
        }
    }

    private static void divide(double[] sums, int by) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] /= by;
        }
    }

    private static void add(@Nullable Tensor sum, double[] values) {
        for (int j = 0; sum != null && j < values.length; j++) {
            sum.data()[sum.offset() + j] += (float) values[j];
        }
    }

    /**
     * The sums over rows of a (b null), of a·b, or of (a − μ)² (b = a and μ given with it): rows are summed in blocks of a fixed size, the
     * blocks in order, so that no number of threads matters.
     */
    private static void columnSums(
            Tensor a, @Nullable Tensor b, double @Nullable [] mu, int rows, int c, double[] sums) {
        boolean plain = b == null || (a == b && mu == null);
        int blocks = (rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK;
        double[][] partial = new double[blocks][c];
        Pool.shared().run(blocks, block -> {
            double[] sum = partial[block];
            for (int r = block * ROWS_PER_TASK; r < Math.min(rows, (block + 1) * ROWS_PER_TASK); r++) {
                int at = a.offset() + r * c;
                for (int j = 0; j < c; j++) {
                    double v = a.data()[at + j];
                    if (plain) {
                        sum[j] += v;
                    } else if (mu != null) {
                        sum[j] += (v - mu[j]) * (v - mu[j]);
                    } else {
                        sum[j] += v * Objects.requireNonNull(b).data()[b.offset() + r * c + j];
                    }
                }
            }
        });
        for (double[] sum : partial) {
            for (int j = 0; j < c; j++) {
                sums[j] += sum[j];
            }
        }
    }

    private interface PerChannel {
        double of(int channel);
    }

    /** y = x·factor + offset, channel by channel. */
    private static void affine(Tensor x, Tensor y, int rows, int c, PerChannel factor, PerChannel offset) {
        float[] f = new float[c];
        float[] o = new float[c];
        for (int j = 0; j < c; j++) {
            f[j] = (float) factor.of(j);
            o[j] = (float) offset.of(j);
        }
        Pool.shared().range(rows, ROWS_PER_TASK, (from, to) -> {
            for (int r = from; r < to; r++) {
                int xo = x.offset() + r * c;
                int yo = y.offset() + r * c;
                for (int j = 0; j < c; j++) {
                    y.data()[yo + j] = x.data()[xo + j] * f[j] + o[j];
                }
            }
        });
    }

    /** dx ← dx − γ·√…⁻¹·(Σdy + x̂·Σdy·x̂)/rows, what the statistics' own dependence on x adds. */
    private void subtractMeans(
            Tensor dx, Tensor normal, int rows, int c, double[] sumDy, double[] sumDyX, double[] inverse) {
        float[] constant = new float[c];
        float[] slope = new float[c];
        for (int j = 0; j < c; j++) {
            double g = at(gamma, j, 1) * inverse[j] / rows;
            constant[j] = (float) (g * sumDy[j]);
            slope[j] = (float) (g * sumDyX[j]);
        }
        Pool.shared().range(rows, ROWS_PER_TASK, (from, to) -> {
            for (int r = from; r < to; r++) {
                int d = dx.offset() + r * c;
                int n = normal.offset() + r * c;
                for (int j = 0; j < c; j++) {
                    dx.data()[d + j] -= constant[j] + normal.data()[n + j] * slope[j];
                }
            }
        });
    }
}
