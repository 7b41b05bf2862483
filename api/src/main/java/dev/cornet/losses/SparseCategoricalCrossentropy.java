package dev.cornet.losses;

import dev.cornet.config.Option;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cross-entropy of class numbers: l = −log p'ₖ for the class number k, where p' is p limited to ε … 1 − ε, ε = 10⁻⁷, and divided by its
 * sum.
 *
 * <p>From logits z it is log Σ e^z − zₖ, without loss of precision. Targets are whole numbers from 0 on, of shape (n) or (n, 1) for
 * predictions (n, classes), of shape (n, steps) or (n, steps, 1) for predictions (n, steps, classes). Without {@code ignoreClass}, a model
 * that ends in softmax or sigmoid is trained on the logits of that activation, as in Keras. Reference: Keras' SparseCategoricalCrossentropy
 * page.
 */
public final class SparseCategoricalCrossentropy extends RowLoss<SparseCategoricalCrossentropy> {
    private static final float EPSILON = 1e-7f;
    private static final float LARGEST = 1f - EPSILON;

    @Option
    private boolean fromLogits;

    @Option
    private @Nullable Integer ignoreClass;

    /** True if predictions are logits, the values before softmax; default false: they are probabilities. */
    public SparseCategoricalCrossentropy fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    /** A class number for "unknown": rows with it are ignored; default none. */
    public SparseCategoricalCrossentropy ignoreClass(int ignoreClass) {
        this.ignoreClass = ignoreClass;
        return checked();
    }

    @Override
    protected double row(LossRow x) {
        if (!counts(x)) {
            return 0;
        }
        int k = (int) x.target(0);
        if (fromLogits) {
            return LogitMath.logSumExp(x.predictions(), x.predictionsAt(), x.size()) - x.prediction(k);
        }
        return Math.log(sum(x)) - Math.log(clip(x.prediction(k)));
    }

    @Override
    protected void rowGradient(LossRow x, float scale) {
        float[] dp = x.gradients();
        int dpAt = x.gradientsAt();
        int n = x.size();
        if (!counts(x)) {
            Arrays.fill(dp, dpAt, dpAt + n, 0f);
            return;
        }
        int k = (int) x.target(0);
        if (fromLogits) {
            LogitMath.softmax(x.predictions(), x.predictionsAt(), n, dp, dpAt);
            dp[dpAt + k] -= 1;
            for (int i = dpAt; i < dpAt + n; i++) {
                dp[i] *= scale;
            }
            return;
        }
        double sum = sum(x);
        for (int i = 0; i < n; i++) {
            float q = x.prediction(i);
            double derivative = 1 / sum - (i == k ? 1.0 / q : 0);
            x.gradient(i, q < EPSILON || q > LARGEST ? 0 : scale * derivative);
        }
    }

    private static double sum(LossRow x) {
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            sum += clip(x.prediction(i));
        }
        return sum;
    }

    private static double clip(float p) {
        return Math.min(Math.max(p, EPSILON), LARGEST);
    }

    @Override
    protected boolean counts(LossRow x) {
        return counts(x.target(0));
    }

    private boolean counts(float t) {
        return ignoreClass == null || t != ignoreClass;
    }

    @Override
    public @Nullable RowLoss<?> fromLogitsVariant(String activation) {
        if (ignoreClass != null || !LogitMath.isSoftmaxOrSigmoid(activation)) {
            return null;
        }
        if (fromLogits) {
            return this;
        }
        return new SparseCategoricalCrossentropy()
                .named(name())
                .reduction(reduction())
                .fromLogits(true);
    }

    @Override
    protected boolean takesEqualShapes() {
        return false;
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        Shape shape = prediction.shape();
        String shapeHint = "use categorical_crossentropy, or give the class numbers themselves.";
        TargetChecks.requireClassNumbersShape(name(), target.shape(), shape, shapeHint);
        int classes = shape.last();
        for (int i = 0; i < target.size(); i++) {
            float t = target.data()[target.offset() + i];
            if (!(t >= 0 && t < classes && t == (int) t) && counts(t)) {
                String hint = classes == 1
                        ? " The last layer has one unit: for yes or no use binary_crossentropy and a sigmoid."
                        : t == classes
                                ? " Count the classes from 0, or give the last layer one more unit."
                                : " Targets are class numbers, counted from 0.";
                throw TargetChecks.wrongValue(name(), target, i, "a whole number from 0 to " + (classes - 1), hint);
            }
        }
    }
}
