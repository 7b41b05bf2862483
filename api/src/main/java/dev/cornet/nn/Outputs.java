package dev.cornet.nn;

import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of running a layer with any number of inputs and outputs; an {@link Output} if there is one of each. */
public interface Outputs {
    /** Returns output {@code i}. */
    Tensor y(int i);

    /** Returns all outputs. */
    List<Tensor> ys();

    /** Computes the gradient for each input from the gradients of all outputs; null for an input whose gradient is not required. */
    List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads);

    /** Creates the result of a layer with several outputs. */
    static Outputs of(List<Tensor> ys, Way backward) {
        return new Several(ys, backward);
    }

    /** The backward function of a layer with several outputs; see {@link Backward} for the rules. */
    @FunctionalInterface
    interface Way {
        List<@Nullable Tensor> apply(List<Tensor> dys, Gradients grads);
    }

    /** The implementation that {@link #of} returns. */
    record Several(List<Tensor> ys, Way way) implements Outputs {
        @Override
        public Tensor y(int i) {
            return ys.get(i);
        }

        @Override
        public List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
            return way.apply(dys, grads);
        }
    }
}
