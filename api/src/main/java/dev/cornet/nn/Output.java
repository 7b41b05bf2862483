package dev.cornet.nn;

import dev.cornet.exceptions.OptionException;
import dev.cornet.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of {@code forward}: the output y, and the function that computes dx from dy. */
public record Output(Tensor y, Backward backward) implements Outputs {
    public Output {
        if (y == null || backward == null) {
            throw new OptionException(
                    "Output: " + (y == null ? "y" : "backward")
                            + " must not be null; forward returns its result and its backward: new Output(y, (dy, grads) -> dx)");
        }
    }

    @Override
    public Tensor y(int i) {
        return y;
    }

    @Override
    public List<Tensor> ys() {
        return List.of(y);
    }

    @Override
    public List<@Nullable Tensor> backward(List<Tensor> dys, Gradients grads) {
        return Collections.singletonList(backward.apply(dys.get(0), grads));
    }
}
