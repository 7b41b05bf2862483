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
public final class CategoricalCrossentropy extends RowLoss<CategoricalCrossentropy> {
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
    protected double row(LossRow x) {
        float[] p = x.predictions();
        int pAt = x.predictionsAt();
        int n = x.size();
        double sum = fromLogits ? LogitMath.logSumExp(p, pAt, n) : sum(p, pAt, n);
        double l = 0 * sum; // NaN for a row with NaN, whatever its targets
        for (int i = 0; i < n; i++) {
            double y = smooth(x.target(i), n);
            if (y != 0) {
                l += y * (fromLogits ? sum - p[pAt + i] : -Math.log(clip(p[pAt + i] / sum)));
            }
        }
        return l;
    }

    @Override
    protected void rowGradient(LossRow x, float scale) {
        if (fromLogits) {
            logitGradient(x, scale);
            return;
        }
        int n = x.size();
        // dq = −t/q where q = p/Σp is within its limits, 0 elsewhere;  dp = (dq − Σ dq·q)/Σp
        double sum = sum(x.predictions(), x.predictionsAt(), n);
        double dot = 0;
        for (int i = 0; i < n; i++) {
            dot += inside(x.prediction(i) / sum) ? smooth(x.target(i), n) : 0;
        }
        for (int i = 0; i < n; i++) {
            double q = x.prediction(i) / sum;
            double dq = inside(q) ? -smooth(x.target(i), n) / q : 0;
            x.gradient(i, scale * (dq + dot) / sum);
        }
    }

    /** The gradient from logits: dz = Σt·softmax(z) − t */
    private void logitGradient(LossRow x, float scale) {
        int n = x.size();
        float[] dz = x.gradients();
        int dzAt = x.gradientsAt();
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += smooth(x.target(i), n);
        }
        LogitMath.softmax(x.predictions(), x.predictionsAt(), n, dz, dzAt);
        for (int i = 0; i < n; i++) {
            dz[dzAt + i] = (float) (scale * (total * dz[dzAt + i] - smooth(x.target(i), n)));
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
    public @Nullable RowLoss<?> fromLogitsVariant(String activation) {
        if (!LogitMath.isSoftmaxOrSigmoid(activation)) {
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
