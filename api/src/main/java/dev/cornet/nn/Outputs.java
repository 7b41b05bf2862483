package dev.cornet.nn;

import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the run of a layer of any number of inputs and outputs gives the engine; of one input and one output it is an {@link Output}. */
public interface Outputs {
    /** Output {@code i}. */
    Tensor y(int i);

    /** All outputs. */
    List<Tensor> ys();

    /** The way back: a gradient for each output gives one for each input; null where it is not wanted. */
    List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads);

    /** Several outputs and their way back. */
    static Outputs of(List<Tensor> ys, Way way) {
        return new Several(ys, way);
    }

    /** The way back of several outputs, with all that it needs in its closure. */
    @FunctionalInterface
    interface Way {
        List<@Nullable Tensor> apply(List<Tensor> dys, Gradients grads);
    }

    /** What {@link #of} gives. */
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
