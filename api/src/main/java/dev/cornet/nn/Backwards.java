package dev.cornet.nn;

import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The backward function of an operation with several inputs or outputs; see {@link Backward} for the rules. */
@FunctionalInterface
public interface Backwards {
    /** Returns the gradient for each input, given those of all outputs. */
    List<@Nullable Tensor> apply(List<Tensor> dys, Gradients grads);

    /** The backward function of an operation with several inputs and one output. */
    @FunctionalInterface
    interface OfOneOutput {
        /** Returns the gradient for each input, given that of the output. */
        List<@Nullable Tensor> apply(Tensor dy, Gradients grads);
    }
}
