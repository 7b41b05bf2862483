package dev.cornet.graph;

import dev.cornet.tensor.Tensor;
import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/** A view of selected elements of a tensor array as a list; index −1 selects null. */
final class TensorSelection extends AbstractList<@Nullable Tensor> {
    private final @Nullable Tensor[] all;
    private final int[] indices;

    TensorSelection(@Nullable Tensor[] all, int[] indices) {
        this.all = all;
        this.indices = indices;
    }

    @Override
    public @Nullable Tensor get(int i) {
        return indices[i] < 0 ? null : all[indices[i]];
    }

    @Override
    public int size() {
        return indices.length;
    }
}
