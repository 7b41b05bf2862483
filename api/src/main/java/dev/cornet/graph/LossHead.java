package dev.cornet.graph;

import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loss on the outputs of a network, computed with its gradients for some rows of the outputs at a time. */
public interface LossHead {
    /**
     * Returns whether the loss on output {@code output} is computed from logits: the argument of the activation that computes the output.
     */
    boolean usesLogits(int output);

    /** Returns whether output {@code output} has a loss. */
    default boolean hasLoss(int output) {
        return true;
    }

    /** Returns whether the {@link BatchResult} must contain the logits of output {@code output}, for a metric computed from them. */
    default boolean keepsLogits(int output) {
        return false;
    }

    /** Returns whether {@link #apply} must be called once for the whole batch, because a loss is computed from several rows. */
    default boolean needsWholeBatch() {
        return false;
    }

    /**
     * Receives the masks of the outputs for the whole batch, null for an output without one. Called before {@link #apply} if an output has
     * a mask; {@link #apply} is then called once for the whole batch.
     */
    void masks(List<@Nullable Tensor> masks);

    /**
     * Computes the loss of rows {@code from … to−1} of the batch and its gradients. Called from several threads, once per slice, unless
     * {@link #needsWholeBatch}.
     *
     * @param slice the number of the slice, 0, 1, 2 … in the order of the rows
     * @param outputs the rows of each output
     * @param logits the rows of the logits, null for an output without logits
     * @param dys to be filled with the gradients of the batch's loss, with respect to the logits or, where there are none, the outputs
     */
    void apply(int slice, int from, int to, List<Tensor> outputs, List<@Nullable Tensor> logits, List<Tensor> dys);
}
