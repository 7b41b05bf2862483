package dev.cornet.nn;

import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of running an operation with any number of inputs and outputs; an {@link Output} if there is one of each. */
public interface Outputs {
    /** Returns output {@code i}. */
    Tensor y(int i);

    /** Returns all outputs. */
    List<Tensor> ys();

    /** Computes the gradient for each input from the gradients of all outputs; null for an input whose gradient is not required. */
    List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads);

    /** Creates the result of an operation with several outputs. */
    static Outputs of(List<Tensor> ys, Backwards backward) {
        return new Result(ys, backward);
    }

    /** Creates the result of an operation with several inputs and one output. */
    static Outputs of(Tensor y, Backwards.OfOneOutput backward) {
        requireNonNull(y, "y");
        requireNonNull(backward, "backward");
        return new Result(List.of(y), (dys, grads) -> backward.apply(dys.get(0), grads));
    }

    private static void requireNonNull(@Nullable Object value, String name) {
        if (value == null) {
            throw new OptionException("Outputs: " + name + " must not be null; run returns its outputs and their"
                    + " backward: Outputs.of(y, (dy, grads) -> dxs)");
        }
    }

    /** Outputs with their backward function, as created by {@link #of}. */
    record Result(List<Tensor> ys, Backwards backwards) implements Outputs {
        public Result {
            requireNonNull(ys, "ys");
            requireNonNull(backwards, "backward");
            for (int i = 0; i < ys.size(); i++) {
                if (ys.get(i) == null) {
                    requireNonNull(null, "ys[" + i + "]");
                }
            }
        }

        @Override
        public Tensor y(int i) {
            return ys.get(i);
        }

        @Override
        public List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
            return backwards.apply(dys, grads);
        }
    }
}
