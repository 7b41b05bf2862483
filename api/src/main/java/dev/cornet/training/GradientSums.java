package dev.cornet.training;

import dev.cornet.backend.Ops;
import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of the trained weights, each summed over some rows of a batch.
 *
 * @param weights the trained weights
 * @param sums the gradient of each weight; overwritten by {@link #add}
 * @param reached for each weight whether the loss of these rows depends on it
 */
record GradientSums(List<Variable> weights, List<Tensor> sums, boolean[] reached) {
    private static final int GRAIN = 1 << 14;

    /** Returns sums of the same shapes whose values are not yet set. */
    GradientSums newBuffer() {
        return new GradientSums(
                weights, sums.stream().map(g -> Tensor.zeros(g.shape())).toList(), new boolean[reached.length]);
    }

    /** Sets these sums to those of {@code other}. */
    void copyFrom(GradientSums other) {
        for (int i = 0; i < sums.size(); i++) {
            Tensor y = sums.get(i);
            Tensor x = other.sums.get(i);
            WorkerPool.shared()
                    .range(
                            y.size(),
                            GRAIN,
                            (from, to) -> System.arraycopy(
                                    x.data(), x.offset() + from, y.data(), y.offset() + from, to - from));
        }
        System.arraycopy(other.reached, 0, reached, 0, reached.length);
    }

    /** Adds the sums of rows that follow. */
    void add(GradientSums next) {
        for (int i = 0; i < sums.size(); i++) {
            Ops.add(sums.get(i), next.sums.get(i));
            reached[i] |= next.reached[i];
        }
    }

    /** Returns the first weight whose gradient contains NaN or infinity; null if all are finite. */
    @Nullable
    Variable firstNonFinite() {
        for (int i = 0; i < sums.size(); i++) {
            if (!Ops.isFinite(sums.get(i))) {
                return weights.get(i);
            }
        }
        return null;
    }
}
