package dev.cornet.graph;

import dev.cornet.nn.Arena;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table of tensors by number, of which only a few are present at any time. A bit set makes the search among the present tensors fast.
 */
final class LiveTensors {
    private final @Nullable Tensor[] tensors;
    private final BitSet live = new BitSet();

    /** Tests whether a tensor shares its array with one of the tensors present. */
    final Predicate<Tensor> sharesArray = this::sharesArray;

    LiveTensors(int count) {
        tensors = new Tensor[count];
    }

    /** Returns the table itself, null for tensors that are not present; it must not be modified. */
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
        live.set(v, tensor != null);
    }

    /** Removes a tensor and releases its array, unless another tensor in the table shares it. */
    void release(int v, Arena arena) {
        Tensor tensor = tensors[v];
        set(v, null);
        if (tensor != null && !sharesArray.test(tensor)) {
            arena.release(tensor);
        }
    }

    void clear() {
        Arrays.fill(tensors, null);
        live.clear();
    }

    private boolean sharesArray(Tensor tensor) {
        for (int v = live.nextSetBit(0); v >= 0; v = live.nextSetBit(v + 1)) {
            Tensor other = tensors[v];
            if (other != null && other.data() == tensor.data()) {
                return true;
            }
        }
        return false;
    }
}
