package dev.cornet.nn;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The backward function of one forward call; its closure holds every value that it needs.
 *
 * <p>Called at most once. It may overwrite dy, adds weight gradients to {@link Gradients#accumulator} and returns dx. It may return null
 * without computing dx where {@link Gradients#requiresInput} is false.
 */
@FunctionalInterface
public interface Backward {
    /** Returns dx, the gradient of the loss with respect to the input, given dy, the gradient with respect to the output. */
    @Nullable
    Tensor apply(Tensor dy, Gradients grads);
}
