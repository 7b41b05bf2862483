package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Layer that takes the element-wise minimum of its inputs: y = min(x₁, x₂, …). Masked steps of an input are left out, and inputs of
 * different shapes are broadcast.
 *
 * <p>Where several inputs are equal to y, the first one gets the gradient. Reference: Keras' Minimum page.
 */
public final class Minimum extends BaseMerge<Minimum> {
    @Override
    void merge(List<Tensor> xs, Tensor y) {
        y.copyFrom(xs.get(0));
        for (Tensor x : xs.subList(1, xs.size())) {
            for (int i = 0; i < y.size(); i++) {
                int at = y.offset() + i;
                y.data()[at] = Math.min(y.data()[at], x.data()[x.offset() + i]);
            }
        }
    }

    @Override
    MaskedMerge maskedMerge(List<Tensor> xs, List<@Nullable Tensor> masks, Pass pass) {
        return MaskedMerge.best(xs, masks, (next, picked) -> next < picked, pass);
    }

    @Override
    Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        return FirstMatchGradient.gradient(i, xs, y, dy, pass);
    }
}
