package dev.cornet.graph;

import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of the network in training: from some rows of the outputs to the gradient of the loss with respect to them. */
public interface LossHead {
    /** True when the loss on output {@code output} is computed from the argument of the activation that makes it. */
    boolean onLogits(int output);

    /** Whether output {@code output} has a loss; what only leads to others has no gradient. */
    default boolean hasLoss(int output) {
        return true;
    }

    /** True when that argument is wanted in the run's {@link Executor.Result}, as a metric does that is computed from it. */
    default boolean keepsLogits(int output) {
        return false;
    }

    /**
     * Tells the masks of the outputs over the whole batch, null for none; called before {@link #apply} where there is any, and then all rows
     * are one part.
     */
    void masks(List<@Nullable Tensor> masks);

    /**
     * The loss of rows {@code from … to−1} of the batch and its gradients. Called from several threads, once per part.
     *
     * @param part the number of the part, 0, 1, 2 … in the order of the rows
     * @param outputs the outputs' rows
     * @param logits for outputs on logits the activation's argument, else null
     * @param dys to be filled with the gradient of the batch's loss: with respect to logits or outputs
     */
    void apply(int part, int from, int to, List<Tensor> outputs, List<@Nullable Tensor> logits, List<Tensor> dys);
}
