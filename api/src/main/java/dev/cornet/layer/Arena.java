package dev.cornet.layer;

import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one run through the network: arrays are taken in the order of the computation, given back as soon as nothing can need
 * them, and taken again in the next step, so that a steady step allocates no array.
 *
 * <p>Used by one thread at a time. The engine gives back; layers only take ({@link Pass#tensor}).
 */
public final class Arena {
    private static final float[] NOTHING = {};

    private final List<float[]> taken = new ArrayList<>();
    private final List<float[]> free = new ArrayList<>();

    /** A tensor with whatever values its array held before. */
    Tensor take(Shape shape) {
        float[] array = fitting(shape.size());
        taken.add(array);
        return Tensor.wrap(array, 0, shape);
    }

    /** The number of arrays taken so far: a mark for {@link #release}. */
    public int mark() {
        return taken.size();
    }

    /** Gives back the arrays taken between two marks, except those in {@code kept}; the marks stay valid. */
    public void release(int from, int to, Iterable<? extends @Nullable Tensor> kept) {
        for (int i = from; i < to; i++) {
            float[] array = taken.get(i);
            if (array.length > 0 && !holds(kept, array)) {
                free.add(array);
                taken.set(i, NOTHING);
            }
        }
    }

    /** Gives back the array of one tensor, if it was taken here. */
    public void release(Tensor tensor) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            if (taken.get(i) == tensor.data() && tensor.data().length > 0) {
                free.add(tensor.data());
                taken.set(i, NOTHING);
                return;
            }
        }
    }

    /** Gives back everything: nothing of the last run is in use any more. */
    public void reset() {
        release(0, taken.size(), List.of());
        taken.clear();
    }

    /** The values held in all, free ones included. */
    public long floats() {
        long sum = 0;
        for (float[] array : taken) {
            sum += array.length;
        }
        for (float[] array : free) {
            sum += array.length;
        }
        return sum;
    }

    /** The shortest free array that is long enough and not more than twice as long, the latest given back of equals. */
    private float[] fitting(int size) {
        int best = -1;
        for (int i = free.size() - 1; i >= 0; i--) {
            int length = free.get(i).length;
            boolean fits = length >= size && length <= 2L * size + 64;
            if (fits && (best < 0 || length < free.get(best).length)) {
                best = i;
            }
        }
        if (best < 0) {
            return new float[size];
        }
        float[] array = free.get(best);
        free.set(best, free.get(free.size() - 1));
        free.remove(free.size() - 1);
        return array;
    }

    private static boolean holds(Iterable<? extends @Nullable Tensor> kept, float[] array) {
        for (Tensor tensor : kept) {
            if (tensor != null && tensor.data() == array) {
                return true;
            }
        }
        return false;
    }
}
