package dev.cornet.layers;

import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Copies of tensors with their axes in another order. */
final class AxisPermutation {
    private AxisPermutation() {}

    /** A copy of x with {@code axis} and the last axis exchanged. Applied twice it gives x again. */
    static Tensor swap(Tensor x, int axis, Pass pass) {
        Shape in = x.shape();
        int outer = in.range(0, axis).size();
        int a = in.dim(axis);
        int middle = in.range(axis + 1, in.rank() - 1).size();
        int b = in.last();
        Tensor y = pass.tensor(in.with(axis, b).withLast(a));
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < a; i++) {
                for (int m = 0; m < middle; m++) {
                    int from = x.offset() + ((o * a + i) * middle + m) * b;
                    for (int j = 0; j < b; j++) {
                        y.data()[y.offset() + ((o * b + j) * middle + m) * a + i] = x.data()[from + j];
                    }
                }
            }
        }
        return y;
    }

    /** y ← x with axis {@code dims[i]} of each sample (counted from 1) as axis i + 1; if not {@code forward}, the inverse, x ← y. */
    static void permute(Tensor x, Tensor y, int[] dims, boolean forward) {
        int rank = dims.length;
        int[] sizes = y.shape().withoutBatch().toArray();
        int[] strides = new int[rank]; // strides of x along the axes of y
        for (int i = 0; i < rank; i++) {
            strides[i] = x.shape().range(dims[i] + 1, rank + 1).size();
        }
        int[] at = new int[rank];
        int from = x.offset();
        for (int i = 0; i < y.size(); i++) {
            if (forward) {
                y.data()[y.offset() + i] = x.data()[from];
            } else {
                x.data()[from] = y.data()[y.offset() + i];
            }
            int axis = rank - 1;
            from += strides[axis];
            while (++at[axis] == sizes[axis]) {
                from -= strides[axis] * sizes[axis];
                at[axis] = 0;
                if (axis == 0) {
                    from += x.rowSize();
                    break;
                }
                axis--;
                from += strides[axis];
            }
        }
    }
}
