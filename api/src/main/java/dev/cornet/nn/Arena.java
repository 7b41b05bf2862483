package dev.cornet.nn;

import dev.cornet.file.Limits;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The memory of one run through the network: arrays are taken in the order of the computation, given back as soon as nothing can need
 * them, and taken again in the next step, so that a steady step allocates no array.
 *
 * <p>Used by one thread at a time. The engine gives back; layers only take ({@link Pass#tensor}).
 */
public final class Arena {
    private static final Tensor NOTHING = Tensor.zeros(0);
    private static final int MOST = 16;

    private final List<Tensor> taken = new ArrayList<>();
    private final List<Tensor> free = new ArrayList<>();

    /** A tensor with whatever values its array held before. */
    Tensor take(Shape shape) {
        Tensor tensor = fitting(shape);
        taken.add(tensor);
        return tensor;
    }

    /** The number of arrays taken so far: a mark for {@link #release}. */
    public int mark() {
        return taken.size();
    }

    /** Gives back the arrays taken between two marks, except those of tensors that are {@code kept}; the marks stay valid. */
    public void release(int from, int to, Predicate<Tensor> kept) {
        for (int i = from; i < to; i++) {
            Tensor tensor = taken.get(i);
            if (tensor.size() > 0 && !kept.test(tensor)) {
                free.add(tensor);
                taken.set(i, NOTHING);
            }
        }
    }

    /** Gives back the array of one tensor, if it was taken here. */
    public void release(Tensor tensor) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            if (tensor.size() > 0 && taken.get(i).data() == tensor.data()) {
                free.add(taken.set(i, NOTHING));
                return;
            }
        }
    }

    /** Gives back everything: nothing of the last run is in use any more. */
    public void reset() {
        release(0, taken.size(), tensor -> false);
        taken.clear();
    }

    /** The values held in all, free ones included. */
    public long floats() {
        long sum = 0;
        for (Tensor tensor : taken) {
            sum += tensor.data().length;
        }
        for (Tensor tensor : free) {
            sum += tensor.data().length;
        }
        return sum;
    }

    /**
     * The shortest free array that is long enough, the latest given back of equals; none that is more than {@link #MOST} times as long, which
     * a large tensor would miss later.
     */
    private Tensor fitting(Shape shape) {
        int size = shape.size();
        long most = (long) MOST * size + 64;
        int best = -1;
        int bestLength = Integer.MAX_VALUE;
        for (int i = free.size() - 1; i >= 0; i--) {
            int length = free.get(i).data().length;
            boolean fits = length >= size && length <= most;
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
