package dev.cornet.nn;

import dev.cornet.file.Limits;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A memory arena for the tensors of one pass. Arrays are taken in the order of the computation, released as soon as they are no longer
 * needed, and taken again in the next step, so that after the first steps no array is allocated.
 *
 * <p>Used by one thread at a time. Layers take tensors ({@link Pass#tensor}); only the engine releases them.
 */
public final class Arena {
    private static final Tensor RELEASED = Tensor.zeros(0);
    private static final int MAX_LENGTH_RATIO = 16;

    private final List<Tensor> taken = new ArrayList<>();
    private final List<Tensor> free = new ArrayList<>();

    /** Returns a tensor with undefined contents: the values that its array held before. */
    Tensor take(Shape shape) {
        Tensor tensor = findFree(shape);
        taken.add(tensor);
        return tensor;
    }

    /** Returns the number of arrays taken so far: a mark for {@link #release}. */
    public int mark() {
        return taken.size();
    }

    /** Releases the arrays taken between two marks, except those of tensors that are {@code inUse}. The marks stay valid. */
    public void release(int from, int to, Predicate<Tensor> inUse) {
        for (int i = from; i < to; i++) {
            Tensor tensor = taken.get(i);
            if (tensor.size() > 0 && !inUse.test(tensor)) {
                free.add(tensor);
                taken.set(i, RELEASED);
            }
        }
    }

    /** Releases the array of one tensor, if it was taken from this arena. */
    public void release(Tensor tensor) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            if (tensor.size() > 0 && taken.get(i).data() == tensor.data()) {
                free.add(taken.set(i, RELEASED));
                return;
            }
        }
    }

    /** Releases all arrays taken since the last call. */
    public void reset() {
        release(0, taken.size(), tensor -> false);
        taken.clear();
    }

    /**
     * Returns a tensor on the shortest free array that is long enough; of equal ones, the one released last. An array more than
     * {@link #MAX_LENGTH_RATIO} times as long as needed is left for a larger tensor. If none fits, allocates an array.
     */
    private Tensor findFree(Shape shape) {
        int size = shape.size();
        long maxLength = (long) MAX_LENGTH_RATIO * size + 64;
        int best = -1;
        int bestLength = Integer.MAX_VALUE;
        for (int i = free.size() - 1; i >= 0; i--) {
            int length = free.get(i).data().length;
            boolean fits = length >= size && length <= maxLength;
            if (fits && length < bestLength) {
                best = i;
                bestLength = length;
            }
        }
        if (best < 0) {
            return Limits.zeros(shape);
        }
        Tensor tensor = free.get(best);
        free.set(best, free.get(free.size() - 1));
        free.remove(free.size() - 1);
        return tensor.shape().equals(shape) ? tensor : Tensor.wrap(tensor.data(), 0, shape);
    }
}
