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
 * What training makes small: one number l per row of the predictions' last axis, from that row and the targets' row
 * beside it.
 *
 * <p>Rows are independent, so a batch can be cut anywhere. A loss of one's own states {@link #row} and {@link
 * #rowGradient} (or, where it is a mean over values, extends {@link ElementwiseLoss}) and extends {@link FluentLoss}.
 * It is safe for several threads. Reference: Keras' losses page.
 */
public abstract class Loss implements Configurable {
    private @Nullable FixedOptions fixed;

    @Option
    @Nullable
    String name;

    @Option
    Reduction reduction = Reduction.SUM_OVER_BATCH_SIZE;

    // ---- what an author writes

    /** l of one row: {@code n} predictions p from index {@code pAt}, {@code m} targets t from index {@code tAt}. */
    protected abstract double row(float[] t, int tAt, int m, float[] p, int pAt, int n);

    /** dp = scale·∂l/∂p of one row, {@code n} values from index {@code dpAt}. */
    protected abstract void rowGradient(
            float[] t, int tAt, int m, float[] p, int pAt, int n, float scale, float[] dp, int dpAt);

    /** False for a row of targets that does not count: its l is 0, and means leave it out. */
    protected boolean counts(float[] t, int tAt) {
        return true;
    }

    /**
     * Refuses targets that do not fit the predictions with {@link dev.cornet.exceptions.ShapeException}, and values out of
     * range with {@link dev.cornet.exceptions.DataException} and their place. Of the predictions only the shape matters.
     * Default: equal shapes, where a last axis of size 1 may be left out, and finite values.
     */
    public void checkTargets(Tensor target, Tensor prediction) {
        String mend = " Give the last layer as many units as a sample has targets.";
        Targets.requireSameShape(name(), target.shape(), prediction.shape(), mend);
        Targets.requireFinite(name(), target);
    }

    /**
     * This loss on logits, the values before the last activation, where it is computed from them (cross-entropy behind softmax or sigmoid);
     * null where it is computed from the output. A loss that takes logits anyway is its own answer: it is then given those before the
     * activation, as in Keras.
     *
     * @param activation Keras' name of the last activation, as "softmax"
     */
    public @Nullable Loss fromLogitsVariant(String activation) {
        return null;
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this loss unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }

    // ---- what a trainer calls

    /** The losses of all rows into {@code l}, one per row. */
    public final void losses(Tensor target, Tensor prediction, double[] l) {
        losses(target, prediction, l, 0);
    }

    /** The losses of all rows into {@code l}, one per row from {@code l[first]} on. */
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

    /** dp = the gradient of Σ scaleᵣ·lᵣ, one scale per row. */
    public final void gradient(Tensor target, Tensor prediction, float[] scale, Tensor dp) {
        gradient(target, prediction, 1, scale, 0, dp);
    }

    /** dp = the gradient of weight·Σ scaleᵣ·lᵣ, one scale per row from {@code scale[first]} on. */
    public final void gradient(Tensor target, Tensor prediction, double weight, float[] scale, int first, Tensor dp) {
        requireFit(target, prediction);
        requireLength("scale", scale.length - first, rows(prediction));
        Targets.requireGradientShape(name(), prediction.shape(), dp.shape());
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
     * The factors s by which the loss of a whole batch is Σ sᵣ·lᵣ, and its gradient with them: the reduction, the
     * weights and the rows that do not count, all in one.
     *
     * @param weight a weight per row, or one per sample, or null for ones
     * @param scale s, one per row
     */
    public final void sampleScales(Tensor target, Tensor prediction, @Nullable Tensor weight, float[] scale) {
        sampleScales(target, prediction, weight, null, scale);
    }

    /**
     * The factors where a mask tells which rows count.
     *
     * @param mask 1 for rows that count, 0 for others; each value holds for as many rows as there are more rows than values; or null
     */
    public final void sampleScales(
            Tensor target, Tensor prediction, @Nullable Tensor weight, @Nullable Tensor mask, float[] scale) {
        requireFit(target, prediction);
        requireLength("scale", scale.length, rows(prediction));
        int rows = rows(prediction);
        int m = rows == 0 ? 0 : target.size() / rows;
        int samples = rows == 0 ? 0 : prediction.shape().dim(0);
        int perWeight = weight == null ? 1 : Targets.rowsPerWeight(name(), weight, samples, rows);
        int perMask = mask == null ? 1 : Targets.rowsPerMask(name(), mask, rows);
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
        int together = Targets.rowsAsOne(target.shape(), prediction.shape());
        if (counted == rows && mask == null) {
            weights /=
                    Math.max(1, perWeight / together); // Keras adds up the weights as they were given, one per sample
        }
        double divisor = switch (reduction) {
            case SUM_OVER_BATCH_SIZE, MEAN -> counted;
            case MEAN_WITH_SAMPLE_WEIGHT -> weights;
            case SUM, NONE -> together;
        };
        for (int r = 0; r < rows; r++) {
            scale[r] = divisor == 0 ? 0f : (float) (scale[r] / divisor);
        }
    }

    /** Equal shapes fit every loss that compares rows of values; others are checked as {@link #checkTargets} does. */
    private void requireFit(Tensor target, Tensor prediction) {
        Arguments.given(target, name(), "target");
        Arguments.given(prediction, name(), "prediction");
        if (!takesEqualShapes() || !target.shape().equals(prediction.shape())) {
            checkTargets(target, prediction);
        }
    }

    /** False for a loss whose targets are class numbers: a row of values beside each row of predictions does not fit. */
    boolean takesEqualShapes() {
        return true;
    }

    private void requireLength(String array, int length, int rows) {
        if (length < rows) {
            throw new ShapeException(name() + ": expected an array " + array
                    + " of one value per row of the predictions, " + rows + " in all, got room for " + length + ".");
        }
    }

    /** The number of losses that a batch of predictions has: its values without the last axis. */
    public static int rows(Tensor prediction) {
        int n = prediction.shape().last();
        return n == 0 ? 0 : prediction.size() / n;
    }

    /** The reduction of the batch's losses; default {@code sum_over_batch_size}. */
    public final Reduction reduction() {
        return reduction;
    }

    /** Keras' name, as "mean_squared_error". */
    public final String name() {
        return name != null ? name : defaultName();
    }

    /** The name of a loss that has been given none. */
    String defaultName() {
        return KerasNames.snake(KerasNames.of(getClass()));
    }

    /** From here on options cannot change: what compile makes of them would not follow, a file would. */
    public final void fixOptions() {
        if (fixed == null) {
            fixed = FixedOptions.of(this, Set.of(), part -> false);
        }
    }

    /** Refuses, and undoes, a change of options after {@link #fixOptions}. */
    final void requireOptionsAsFixed() {
        FixedOptions before = fixed;
        if (before != null) {
            before.requireUnchanged(
                    KerasNames.of(getClass()), "The loss has been given to compile: make a new one and compile again.");
        }
    }
}
