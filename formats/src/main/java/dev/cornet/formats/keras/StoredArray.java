package dev.cornet.formats.keras;

import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Consumer;

/**
 * An array of a file, as it lies there or turned; all that can be wrong with it has been looked at.
 *
 * @param shape the shape of what {@code reader} writes
 * @param reader writes the values into a tensor of this shape
 */
record StoredArray(Shape shape, Consumer<Tensor> reader) {
    static StoredArray of(Hdf5Dataset array) {
        return new StoredArray(array.shape(), array.reader());
    }

    /** The values. */
    Tensor read() {
        Tensor values = Tensor.zeros(shape);
        reader.accept(values);
        return values;
    }

    /** The same values in another shape of this size; as it is where the sizes differ. */
    StoredArray reshaped(Shape other) {
        return other.size() == shape.size() ? new StoredArray(other, reader) : this;
    }

    /** With axis i the one that was {@code axes[i]}, and all axes but the last two backwards if {@code flips}. */
    StoredArray transposed(int[] axes, boolean flips) {
        int[] was = shape.toArray();
        int[] steps = new int[was.length];
        int step = 1;
        for (int axis = was.length - 1; axis >= 0; axis--) {
            steps[axis] = step;
            step *= was[axis];
        }
        int[] now = new int[axes.length];
        int[] walk = new int[axes.length];
        int begin = 0;
        for (int i = 0; i < axes.length; i++) {
            now[i] = was[axes[i]];
            walk[i] = steps[axes[i]];
            if (flips && i < axes.length - 2) {
                begin += (now[i] - 1) * walk[i];
                walk[i] = -walk[i];
            }
        }
        int first = begin;
        return new StoredArray(Shape.of(now), target -> copy(read().data(), first, now, walk, target));
    }

    private static void copy(float[] from, int first, int[] sizes, int[] walk, Tensor target) {
        int[] index = new int[sizes.length];
        int at = first;
        for (int i = 0; i < target.size(); i++) {
            target.data()[target.offset() + i] = from[at];
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                at += walk[axis];
                if (++index[axis] < sizes[axis]) {
                    break;
                }
                at -= sizes[axis] * walk[axis];
                index[axis] = 0;
            }
        }
    }
}
