package dev.cornet.nn;

import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The way back of one forward call, with all that it needs in its closure.
 *
 * <p>Called at most once. May overwrite dy. Adds weight gradients to {@link Gradients#accumulator} and returns dx, which it need not compute when
 * {@link Gradients#requiresInput} is false (null is right then).
 */
@FunctionalInterface
public interface Backward {
    @Nullable
    Tensor apply(Tensor dy, Gradients grads);
}
