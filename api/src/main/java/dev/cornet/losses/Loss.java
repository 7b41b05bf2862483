package dev.cornet.losses;

import dev.cornet.config.Configurable;
import dev.cornet.config.FixedOptions;
import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.tensor.Tensor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A loss function: one number l for each row of predictions along the last axis, computed from that row and the corresponding row of
 * targets.
 *
 * <p>Rows are independent, so a batch can be divided between any two rows. Losses are safe for use by several threads. To write a loss,
 * extend {@link FluentLoss} and implement {@link #row} and {@link #rowGradient}, or extend {@link ElementwiseLoss} if it is a mean over the
 * values of a row. Reference: Keras' losses page.
 */
public abstract class Loss implements Configurable {
    private @Nullable FixedOptions fixed;

    @Option
    @Nullable
    String name;

    @Option
    Reduction reduction = Reduction.SUM_OVER_BATCH_SIZE;

    // ---- for implementations

    /** The loss l of one row: {@code n} predictions p from index {@code pAt} on, {@code m} targets t from index {@code tAt} on. */
    protected abstract double row(float[] t, int tAt, int m, float[] p, int pAt, int n);

    /** dp = scale·∂l/∂p of one row, {@code n} values from index {@code dpAt} on. */
    protected abstract void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt);

    /** False if a row is to be ignored because of its targets: its l is 0 and it does not enter the divisor of means. */
    protected boolean counts(float[] t, int tAt) {
        return true;
    }

    /**
     * Refuses targets that do not fit the predictions with a {@link dev.cornet.exceptions.ShapeException}, and values out of range with a
     * {@link dev.cornet.exceptions.DataException} that names their position. Only the shape of the predictions is used. Default: the shapes
     * must be equal, except that one may lack a last axis of size 1, and the targets must be finite.
     */
    public void checkTargets(Tensor target, Tensor prediction) {
        String hint = " Give the last layer as many units as a sample has targets.";
        TargetChecks.requireSameShape(name(), target.shape(), prediction.shape(), hint);
        TargetChecks.requireFinite(name(), target);
    }

    /**
     * The loss that computes the same from logits, the input of the model's last activation. Only cross-entropies after softmax or sigmoid
     * have one; others return null and are computed from the output. A loss with {@code fromLogits} set returns itself: it is then given
     * the logits too, as in Keras, although the model applies an activation to them.
     *
     * @param activation Keras' name of the last activation, such as "softmax"
     */
    public @Nullable Loss fromLogitsVariant(String activation) {
        return null;
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this loss unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }

    // ---- for training

    /** Computes the losses of all rows into {@code l}, one per row. */
    public final void losses(Tensor target, Tensor prediction, double[] l) {
        losses(target, prediction, l, 0);
    }

    /** Computes the losses of all rows into {@code l}, one per row from {@code l[first]} on. */
    public final void losses(Tensor target, Tensor prediction, double[] l, int first) {
        requireFit(target, prediction);
        requireLength("l", l.length - first, rows(prediction));
        int n = prediction.shape().last();
        int rows = rows(prediction);
        int m = rows == 0 ? 0 : target.size() / rows;
        for (int r = 0; r < rows; r++) {
            int tAt = target.offset() + r * m;
            l[first + r] = row(target.data(), tAt, m, prediction.data(), prediction.offset() + r * n, n);
        }
    }

    /** dp = the gradient of Σ scaleᵣ·lᵣ, with one scale per row. */
    public final void gradient(Tensor target, Tensor prediction, float[] scale, Tensor dp) {
        gradient(target, prediction, 1, scale, 0, dp);
    }

    /** dp = the gradient of weight·Σ scaleᵣ·lᵣ, with one scale per row from {@code scale[first]} on. */
    public final void gradient(Tensor target, Tensor prediction, double weight, float[] scale, int first, Tensor dp) {
        requireFit(target, prediction);
        requireLength("scale", scale.length - first, rows(prediction));
        TargetChecks.requireGradientShape(name(), prediction.shape(), dp.shape());
        int n = prediction.shape().last();
        int rows = rows(prediction);
        int m = rows == 0 ? 0 : target.size() / rows;
        for (int r = 0; r < rows; r++) {
            int tAt = target.offset() + r * m;
            int pAt = prediction.offset() + r * n;
            float factor = scale[first + r] * (float) weight;
            rowGradient(target.data(), tAt, m, prediction.data(), pAt, n, factor, dp.data(), dp.offset() + r * n);
        }
    }

    /**
     * Computes factors sᵣ, one per row, so that the loss of the whole batch is Σ sᵣ·lᵣ: they combine the reduction, the sample weights and
     * the ignored rows.
     *
     * @param weight one weight per row, or one per sample; null if all are 1
     * @param scale receives s
     */
    public final void rowScales(Tensor target, Tensor prediction, @Nullable Tensor weight, float[] scale) {
        rowScales(target, prediction, weight, null, scale);
    }

    /**
     * Computes the factors sᵣ as {@link #rowScales(Tensor, Tensor, Tensor, float[])} does, with masked rows ignored.
     *
     * @param mask 1 for rows that count, 0 for ignored ones; each value covers rows / mask.size() consecutive rows; null if all count
     */
    public final void rowScales(
            Tensor target, Tensor prediction, @Nullable Tensor weight, @Nullable Tensor mask, float[] scale) {
        requireFit(target, prediction);
        requireLength("scale", scale.length, rows(prediction));
        int rows = rows(prediction);
        int m = rows == 0 ? 0 : target.size() / rows;
        int samples = rows == 0 ? 0 : prediction.shape().dim(0);
        int perWeight = weight == null ? 1 : TargetChecks.rowsPerWeight(name(), weight, samples, rows);
        int perMask = mask == null ? 1 : TargetChecks.rowsPerMask(name(), mask, rows);
        int counted = 0;
        double weights = 0;
        for (int r = 0; r < rows; r++) {
            boolean counts = counts(target.data(), target.offset() + r * m)
                    && (mask == null || mask.data()[mask.offset() + r / perMask] != 0);
            float w = weight == null ? 1f : weight.data()[weight.offset() + r / perWeight];
            scale[r] = counts ? w : 0f;
            counted += counts ? 1 : 0;
            weights += scale[r];
        }
        int perLoss = TargetChecks.rowsPerLoss(target.shape(), prediction.shape());
        if (counted == rows && mask == null) {
            weights /= Math.max(1, perWeight / perLoss); // Keras adds up the weights as given, one per sample
        }
        double divisor = switch (reduction) {
            case SUM_OVER_BATCH_SIZE, MEAN -> counted;
            case MEAN_WITH_SAMPLE_WEIGHT -> weights;
            case SUM, NONE -> perLoss;
        };
        for (int r = 0; r < rows; r++) {
            scale[r] = divisor == 0 ? 0f : (float) (scale[r] / divisor);
        }
    }

    /**
     * Checks targets and predictions that a caller passes. Equal shapes fit every loss that compares rows of values; other shapes are
     * checked by {@link #checkTargets}.
     */
    private void requireFit(Tensor target, Tensor prediction) {
        Arguments.notNull(target, name(), "target");
        Arguments.notNull(prediction, name(), "prediction");
        if (!takesEqualShapes() || !target.shape().equals(prediction.shape())) {
            checkTargets(target, prediction);
        }
    }

    /** False for a loss whose targets are class numbers, which must not have the shape of the predictions. */
    boolean takesEqualShapes() {
        return true;
    }

    private void requireLength(String array, int length, int rows) {
        if (length < rows) {
            throw new ShapeException(name() + ": expected an array " + array
                    + " of one value per row of the predictions, " + rows + " in all, got room for " + length + ".");
        }
    }

    /** The number of losses of a batch of predictions: the product of the sizes of all axes but the last. */
    public static int rows(Tensor prediction) {
        int n = prediction.shape().last();
        return n == 0 ? 0 : prediction.size() / n;
    }

    /** How the losses of a batch are reduced to one number; default {@code sum_over_batch_size}. */
    public final Reduction reduction() {
        return reduction;
    }

    /** The name in logs and files: the given one, or Keras' name of the class, such as "mean_squared_error". */
    public final String name() {
        return name != null ? name : defaultName();
    }

    /** The name of a loss that was not given a name. */
    String defaultName() {
        return KerasNames.defaultName(getClass());
    }

    /** Forbids later changes of options, which would appear in the model's file but have no effect on the compiled model. */
    public final void fixOptions() {
        if (fixed == null) {
            fixed = FixedOptions.of(this, Set.of(), part -> false);
        }
    }

    /** Undoes and refuses a change of options after {@link #fixOptions}. */
    final void requireOptionsUnchanged() {
        FixedOptions before = fixed;
        if (before != null) {
            before.requireUnchanged(
                    KerasNames.of(getClass()), "The loss has been given to compile: make a new one and compile again.");
        }
    }
}
