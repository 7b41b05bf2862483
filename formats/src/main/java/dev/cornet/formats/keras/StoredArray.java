package dev.cornet.formats.keras;

import dev.cornet.formats.hdf5.Hdf5Dataset;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.function.Consumer;

/**
 * An array in a file that has been checked and can be read later, possibly with a conversion of its layout.
 *
 * @param shape the shape after the conversion
 * @param reader writes the values into a tensor of this shape
 */
record StoredArray(Shape shape, Consumer<Tensor> reader) {
    static StoredArray of(Hdf5Dataset array) {
        return new StoredArray(array.shape(), array.reader());
    }

    /** Reads the values into a new tensor. */
    Tensor read() {
        Tensor values = Tensor.zeros(shape);
        reader.accept(values);
        return values;
    }

    /** The same values with another shape; unchanged if the number of values differs. */
    StoredArray reshaped(Shape other) {
        return other.size() == shape.size() ? new StoredArray(other, reader) : this;
    }

    /**
     * Returns the array transposed, axis i being the stored axis {@code axes[i]}; if {@code flips}, all axes but the last two are reversed.
     */
    StoredArray transposed(int[] axes, boolean flips) {
        int[] storedShape = shape.toArray();
        int[] storedStrides = new int[storedShape.length];
        int stride = 1;
        for (int axis = storedShape.length - 1; axis >= 0; axis--) {
            storedStrides[axis] = stride;
            stride *= storedShape[axis];
        }
        int[] newShape = new int[axes.length];
        int[] strides = new int[axes.length];
        int begin = 0;
        for (int i = 0; i < axes.length; i++) {
            newShape[i] = storedShape[axes[i]];
            strides[i] = storedStrides[axes[i]];
            if (flips && i < axes.length - 2) {
                begin += (newShape[i] - 1) * strides[i];
                strides[i] = -strides[i];
            }
        }
        int first = begin;
        return new StoredArray(Shape.of(newShape), target -> copy(read().data(), first, newShape, strides, target));
    }

    private static void copy(float[] from, int first, int[] sizes, int[] strides, Tensor target) {
        int[] index = new int[sizes.length];
        int at = first;
        for (int i = 0; i < target.size(); i++) {
            target.data()[target.offset() + i] = from[at];
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < sizes[axis]) {
                    break;
                }
                at -= sizes[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }
}
