package dev.cornet.tensor;

import dev.cornet.exceptions.ShapeException;
import java.util.Arrays;

/** Permutation of the axes of a tensor. */
final class Transpose {
    private Transpose() {}

    static Shape shape(Shape shape, int... axes) {
        int[] sizes = order(shape, axes);
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = shape.dim(sizes[i]);
        }
        return Shape.of(sizes);
    }

    /** y ← x with its axes in another order */
    static void copy(Tensor x, Tensor y, int... axes) {
        int rank = x.shape().rank();
        int[] order = order(x.shape(), axes);
        int[] strides = new int[rank];
        for (int i = rank - 1, stride = 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= x.shape().dim(i);
        }
        int[] sizes = new int[rank];
        int[] steps = new int[rank]; // strides in x of the axes of y
        for (int i = 0; i < rank; i++) {
            sizes[i] = x.shape().dim(order[i]);
            steps[i] = strides[order[i]];
        }
        int unmoved = rank; // the last axes, which stay, are copied as they are
        int block = 1;
        while (unmoved > 0 && order[unmoved - 1] == unmoved - 1) {
            unmoved--;
            block *= sizes[unmoved];
        }
        int[] index = new int[rank];
        int from = x.offset();
        for (int to = 0; to < y.size(); to += block) {
            if (block == 1) {
                y.data()[y.offset() + to] = x.data()[from];
            } else {
                System.arraycopy(x.data(), from, y.data(), y.offset() + to, block);
            }
            for (int axis = unmoved - 1; axis >= 0; axis--) { // increments index, last axis first
                from += steps[axis];
                if (++index[axis] < sizes[axis]) {
                    break;
                }
                from -= steps[axis] * sizes[axis];
                index[axis] = 0;
            }
        }
    }

    private static int[] order(Shape shape, int[] axes) {
        int rank = shape.rank();
        int[] order = new int[rank];
        boolean[] taken = new boolean[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = rank - 1 - i;
        }
        if (axes.length == 0) {
            return order;
        }
        if (axes.length != rank) {
            throw wrong(shape, axes);
        }
        for (int i = 0; i < rank; i++) {
            order[i] = axes[i] < 0 ? axes[i] + rank : axes[i];
            if (order[i] < 0 || order[i] >= rank || taken[order[i]]) {
                throw wrong(shape, axes);
            }
            taken[order[i]] = true;
        }
        return order;
    }

    private static ShapeException wrong(Shape shape, int[] axes) {
        return new ShapeException("permute: the axes of shape " + shape + " are 0 to " + (shape.rank() - 1)
                + "; expected each of them once, in their new order, got " + Arrays.toString(axes)
                + (shape.rank() == 4 ? ". From channels first to channels last it is permute(0, 2, 3, 1)." : "."));
    }
}
