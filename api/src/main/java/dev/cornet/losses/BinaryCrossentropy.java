package dev.cornet.losses;

import dev.cornet.config.Option;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The binary cross-entropy: l = −(1/n)·Σ (t·log p' + (1 − t)·log(1 − p')), where p' is p limited to ε … 1 − ε, ε = 10⁻⁷.
 *
 * <p>From logits z it is max(z, 0) − z·t + log(1 + e^(−|z|)), without loss of precision. Label smoothing s replaces t by t·(1 − s) + s/2. A
 * model that ends in softmax or sigmoid is trained on the logits of that activation, as in Keras. Reference: Keras' BinaryCrossentropy
 * page.
 */
public final class BinaryCrossentropy extends ElementwiseLoss<BinaryCrossentropy> {
    private static final float EPSILON = 1e-7f;
    private static final float LARGEST = 1f - EPSILON;

    @Option
    private boolean fromLogits;

    @Option
    private double labelSmoothing;

    @Option
    private int axis = -1;

    /** True if predictions are logits, the values before sigmoid; default false: they are probabilities. */
    public BinaryCrossentropy fromLogits(boolean fromLogits) {
        this.fromLogits = fromLogits;
        return checked();
    }

    /** The label smoothing s, which moves labels from 0 and 1 towards ½; default 0. */
    public BinaryCrossentropy labelSmoothing(double labelSmoothing) {
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
    protected double value(double t, double p) {
        double y = smooth(t);
        if (fromLogits) {
            return Math.max(p, 0) - p * y + Math.log1p(Math.exp(-Math.abs(p)));
        }
        double q = Math.min(Math.max((float) p, EPSILON), LARGEST);
        return -(y * Math.log(q) + (1 - y) * Math.log(1 - q));
    }

    @Override
    protected double derivative(double t, double p) {
        double y = smooth(t);
        if (fromLogits) {
            return 1 / (1 + Math.exp(-p)) - y;
        }
        return p < EPSILON || p > LARGEST ? 0 : (p - y) / (p * (1 - p));
    }

    private double smooth(double t) {
        return t * (1 - labelSmoothing) + labelSmoothing / 2;
    }

    @Override
    public @Nullable RowLoss<?> fromLogitsVariant(String activation) {
        if (!LogitMath.isSoftmaxOrSigmoid(activation)) {
            return null;
        }
        if (fromLogits) {
            return this;
        }
        return new BinaryCrossentropy()
                .named(name())
                .reduction(reduction())
                .labelSmoothing(labelSmoothing)
                .fromLogits(true);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        boolean classNumbers = TargetChecks.areClassNumbers(target.shape(), prediction.shape());
        String hint = classNumbers
                ? " The targets look like class numbers: use sparse_categorical_crossentropy, or give the last layer"
                        + " one unit."
                : "";
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), hint);
        // The tolerance is for targets that are images, scaled or interpolated with rounding errors.
        TargetChecks.requireBetween(
                name(),
                target,
                -1e-3f,
                1 + 1e-3f,
                "a label or probability from 0 to 1",
                " Labels of -1 and 1 are for hinge; images are scaled to 0 … 1.");
    }
}
