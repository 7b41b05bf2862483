package dev.cornet.losses;

import dev.cornet.config.CompiledOptions;
import dev.cornet.config.Configurable;
import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A loss function: the losses lⱼ of a batch of predictions, of which a model minimizes the reduced sum.
 *
 * <p>To write a loss of one number per row, independent of the other rows, extend {@link RowLoss}, or {@link ElementwiseLoss} if it is a
 * mean over the values of a row. To write a loss that is computed from several rows, extend {@link FluentLoss} and implement {@link
 * #evaluate(Tensor, Tensor)}: Dice has one number for the whole batch, CTC one for each sequence, and the triplet loss compares samples
 * with each other. Losses are safe for use by several threads. Reference: Keras' losses page.
 */
public abstract class Loss implements Configurable {
    private final CompiledOptions compiledOptions = new CompiledOptions(this, "loss");

    @Option
    @Nullable
    String name;

    @Option
    Reduction reduction = Reduction.SUM_OVER_BATCH_SIZE;

    // ---- for implementations

    /**
     * Computes the losses lⱼ of a whole batch, with their gradient. Targets and predictions must not be written, and the result is valid as
     * long as they do not change.
     *
     * <p>The number of losses is up to the loss: usually one for the whole batch or one for each sample. Sample weights, and class weights,
     * multiply the losses as in Keras: a loss of several samples is multiplied by each of their weights before the reduction, so that the
     * loss of a whole batch is multiplied by the mean of the batch's weights.
     */
    public abstract LossValues evaluate(Tensor yTrue, Tensor yPred);

    /**
     * Computes the losses of a batch whose output has a mask. By default masked losses do not count, and a mask that has more values than
     * there are losses is refused. Override this if masked values are to be left out of the losses themselves.
     *
     * @param mask 1 for what counts, 0 for what is ignored; one value per sample, or per step of each sample
     */
    public LossValues evaluate(Tensor yTrue, Tensor yPred, Tensor mask) {
        return evaluate(yTrue, yPred).masked(name(), mask);
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

    /** The number of rows of a batch of predictions: the product of the sizes of all axes but the last. */
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

    /** The name of a loss that was not given a name; by default Keras' name of the class. */
    protected String defaultName() {
        return KerasNames.defaultName(getClass());
    }

    /** Forbids later changes of options, which would appear in the model's file but have no effect on the compiled model. */
    public final void fixOptions() {
        compiledOptions.fix();
    }

    /** Undoes and refuses a change of options after {@link #fixOptions}. */
    final void requireOptionsUnchanged() {
        compiledOptions.requireUnchanged();
    }
}
