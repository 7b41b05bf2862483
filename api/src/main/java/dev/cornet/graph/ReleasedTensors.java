package dev.cornet.graph;

import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tensors by numbers, most of them gone again at any time: whether one is among them is asked of those that are there. */
final class ReleasedTensors {
    private final @Nullable Tensor[] tensors;
    private final BitSet there = new BitSet();

    /** Whether the array of a tensor is that of one that is there. */
    final Predicate<Tensor> holds = this::holds;

    ReleasedTensors(int count) {
        tensors = new Tensor[count];
    }

    /** The tensors themselves, null for those that are not there; not to be written. */
    @Nullable
    Tensor[] all() {
        return tensors;
    }

    @Nullable
    Tensor get(int v) {
        return tensors[v];
    }

    void set(int v, @Nullable Tensor tensor) {
        tensors[v] = tensor;
        there.set(v, tensor != null);
    }

    void clear() {
        Arrays.fill(tensors, null);
        there.clear();
    }

    private boolean holds(Tensor tensor) {
        for (int v = there.nextSetBit(0); v >= 0; v = there.nextSetBit(v + 1)) {
            Tensor other = tensors[v];
            if (other != null && other.data() == tensor.data()) {
                return true;
            }
        }
        return false;
    }
}
