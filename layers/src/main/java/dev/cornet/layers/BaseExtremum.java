package dev.cornet.layers;

import dev.cornet.nn.Merge;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base class of Maximum and Minimum. Where several inputs are equal to y, the first one gets the gradient.
 *
 * @param <L> the layer itself
 */
abstract class BaseExtremum<L extends Merge<L>> extends BaseMerge<L> {
    /** Whether the next input's value replaces the value picked so far. */
    abstract boolean prefers(float next, float picked);

    @Override
    final MaskedMerge maskedMerge(List<Tensor> xs, List<@Nullable Tensor> masks, Pass pass) {
        return MaskedMerge.best(xs, masks, this::prefers, pass);
    }

    /** dy where input {@code i} is the first one equal to y, else 0. */
    @Override
    final Tensor inputGradient(int i, List<Tensor> xs, Tensor y, Tensor dy, Pass pass) {
        Tensor dx = pass.zeros(dy.shape());
        for (int k = 0; k < dy.size(); k++) {
            if (firstMatch(xs, k, y.data()[y.offset() + k]) == i) {
                dx.data()[dx.offset() + k] = dy.data()[dy.offset() + k];
            }
        }
        return dx;
    }

    private static int firstMatch(List<Tensor> xs, int k, float value) {
        for (int j = 0; j < xs.size(); j++) {
            if (xs.get(j).data()[xs.get(j).offset() + k] == value) {
                return j;
            }
        }
        return -1;
    }
}
