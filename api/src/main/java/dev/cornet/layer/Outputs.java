package dev.cornet.layer;

import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list-to-list form of {@link Output} that the engine runs: one for layers of any number of inputs. */
public record Outputs(List<Tensor> ys, Way backward) {
    /** The way back: a gradient for each output gives one for each input; null where it is not wanted. */
    @FunctionalInterface
    public interface Way {
        List<@Nullable Tensor> apply(List<Tensor> dys, Gradients grads);
    }
}
