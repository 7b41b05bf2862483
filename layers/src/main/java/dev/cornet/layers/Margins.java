package dev.cornet.layers;

import dev.cornet.error.OptionException;
import dev.cornet.layer.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** Sizes of the four margins of images, as Keras writes them: ((top, bottom), (left, right)). */
record Margins(int top, int bottom, int left, int right) {
    static int[][] of(int top, int bottom, int left, int right) {
        return new int[][] {{top, bottom}, {left, right}};
    }

    /** The margins of an option; refused by the layer's name where they are none. */
    static Margins of(Layer layer, String option, int[][] sizes) {
        boolean pairs = sizes.length == 2 && sizes[0].length == 2 && sizes[1].length == 2;
        if (!pairs || Math.min(Math.min(sizes[0][0], sizes[0][1]), Math.min(sizes[1][0], sizes[1][1])) < 0) {
            throw new OptionException(layer.describe() + ": " + option + " must be 0 or more on each side, got "
                    + Arrays.deepToString(sizes));
        }
        return new Margins(sizes[0][0], sizes[0][1], sizes[1][0], sizes[1][1]);
    }

    /** Images with these margins around them. */
    Shape around(Shape inner) {
        return Shape.of(inner.dim(0) + top + bottom, inner.dim(1) + left + right, inner.last());
    }

    /** Copies the rows of the inner images into the outer ones, or back. */
    void copy(Tensor inner, Tensor outer, boolean outwards) {
        Shape in = inner.shape();
        Shape out = outer.shape();
        int row = in.dim(2) * in.dim(3);
        for (int n = 0; n < in.dim(0); n++) {
            for (int h = 0; h < in.dim(1); h++) {
                int i = inner.offset() + (n * in.dim(1) + h) * row;
                int o = outer.offset() + ((n * out.dim(1) + h + top) * out.dim(2) + left) * out.dim(3);
                if (outwards) {
                    System.arraycopy(inner.data(), i, outer.data(), o, row);
                } else {
                    System.arraycopy(outer.data(), o, inner.data(), i, row);
                }
            }
        }
    }
}
