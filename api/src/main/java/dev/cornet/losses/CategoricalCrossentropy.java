package dev.cornet.losses;

import dev.cornet.config.Option;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The categorical cross-entropy: l = −Σ t·log p', where p' is p divided by its sum and limited to ε … 1 − ε, ε = 10⁻⁷.
 *
 * <p>From logits z it is Σ t·(log Σ e^z − z), without loss of precision. t is one-hot or any row of probabilities; label smoothing s
 * replaces it by t·(1 − s) + s/n. A model that ends in softmax or sigmoid is trained on the logits of that activation, as in Keras.
 * Reference: Keras' CategoricalCrossentropy page.
 */
public final class CategoricalCrossentropy extends FluentLoss<CategoricalCrossentropy> {
    private static final float EPSILON = 1e-7f;
    private static final float LARGEST = 1f - EPSILON;

    @Option
    private boolean fromLogits;

    @Option
    private double labelSmoothing;

    @Option
    private int axis = -1;

    /** True if predictions are logits, the values before softmax; default false: they are probabilities. */
    public CategoricalCrossentropy fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    /** The label smoothing s, which moves labels towards 1/n; default 0. */
    public CategoricalCrossentropy labelSmoothing(double labelSmoothing) {
        this.labelSmoothing = labelSmoothing;
        return checked();
    }

    @Override
    public void check() {
        require(
                labelSmoothing >= 0 && labelSmoothing <= 1,
                "label_smoothing must be between 0 and 1, got %s",
                labelSmoothing);
        require(axis == -1, "axis must be -1, as classes lie on the last axis, got %s", axis);
    }

    @Override
    protected double row(float[] t, int tAt, int m, float[] p, int pAt, int n) {
        double sum = fromLogits ? StableSoftmax.logSumExp(p, pAt, n) : sum(p, pAt, n);
        double l = 0 * sum; // NaN for a row with NaN, whatever its targets
        for (int i = 0; i < n; i++) {
            double y = smooth(t[tAt + i], n);
            if (y != 0) {
                l += y * (fromLogits ? sum - p[pAt + i] : -Math.log(clip(p[pAt + i] / sum)));
            }
        }
        return l;
    }

    @Override
    protected void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt) {
        if (fromLogits) {
            logitGradient(t, tAt, p, pAt, n, scale, dp, dpAt);
            return;
        }
        // dq = −t/q where q = p/Σp is within its limits, 0 elsewhere;  dp = (dq − Σ dq·q)/Σp
        double sum = sum(p, pAt, n);
        double dot = 0;
        for (int i = 0; i < n; i++) {
            dot += inside(p[pAt + i] / sum) ? smooth(t[tAt + i], n) : 0;
        }
        for (int i = 0; i < n; i++) {
            double q = p[pAt + i] / sum;
            double dq = inside(q) ? -smooth(t[tAt + i], n) / q : 0;
            dp[dpAt + i] = (float) (scale * (dq + dot) / sum);
        }
    }

    /** The gradient from logits: dz = Σt·softmax(z) − t */
    private void logitGradient(float[] t, int tAt, float[] z, int zAt, int n, float scale, float[] dz, int dzAt) {
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += smooth(t[tAt + i], n);
        }
        StableSoftmax.softmax(z, zAt, n, dz, dzAt);
        for (int i = 0; i < n; i++) {
            dz[dzAt + i] = (float) (scale * (total * dz[dzAt + i] - smooth(t[tAt + i], n)));
        }
    }

    private double smooth(double t, int n) {
        return t * (1 - labelSmoothing) + labelSmoothing / n;
    }

    /** Σp, or 1 if it is 0, so that a row of zeros gives the loss of a wrong prediction instead of NaN. */
    private static double sum(float[] p, int pAt, int n) {
        double sum = 0;
        for (int i = pAt; i < pAt + n; i++) {
            sum += p[i];
        }
        return sum == 0 ? 1 : sum;
    }

    private static double clip(double q) {
        return Math.min(Math.max(q, EPSILON), LARGEST);
    }

    private static boolean inside(double q) {
        return q >= EPSILON && q <= LARGEST;
    }

    @Override
    public @Nullable Loss fromLogitsVariant(String activation) {
        if (!StableSoftmax.isSoftmaxOrSigmoid(activation)) {
            return null;
        }
        if (fromLogits) {
            return this;
        }
        return new CategoricalCrossentropy()
                .named(name())
                .reduction(reduction())
                .labelSmoothing(labelSmoothing)
                .fromLogits(true);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        OneHotTargets.check(this, target, prediction);
    }
}
