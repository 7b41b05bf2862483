package dev.cornet.layers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.Layer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** Sizes of the four margins of images, as Keras writes them: ((top, bottom), (left, right)). */
record Insets(int top, int bottom, int left, int right) {
    /** Values per task. */
    private static final int GRAIN = 16_384;

    static int[][] of(int top, int bottom, int left, int right) {
        return new int[][] {{top, bottom}, {left, right}};
    }

    /** The margins of an option; refused by the layer's name where they are none. */
    static Insets of(Layer layer, String option, int[][] sizes) {
        boolean pairs = sizes.length == 2 && sizes[0].length == 2 && sizes[1].length == 2;
        if (!pairs || Math.min(Math.min(sizes[0][0], sizes[0][1]), Math.min(sizes[1][0], sizes[1][1])) < 0) {
            throw new OptionException(layer.describe() + ": " + option + " must be 0 or more on each side, got "
                    + Arrays.deepToString(sizes));
        }
        return new Insets(sizes[0][0], sizes[0][1], sizes[1][0], sizes[1][1]);
    }

    /** Images with these margins around them. */
    Shape around(Shape inner) {
        return Shape.of(
                Math.addExact(inner.dim(0), Math.addExact(top, bottom)),
                Math.addExact(inner.dim(1), Math.addExact(left, right)),
                inner.last());
    }

    /** Writes the inner images and zeros around them into the outer ones. */
    void widen(Tensor inner, Tensor outer) {
        rows(inner, outer, (from, at, row, real) -> {
            float[] to = outer.data();
            int width = row + (left + right) * outer.shape().last();
            if (!real) {
                Arrays.fill(to, at, at + width, 0f);
                return;
            }
            int begin = at + left * outer.shape().last();
            Arrays.fill(to, at, begin, 0f);
            System.arraycopy(inner.data(), from, to, begin, row);
            Arrays.fill(to, begin + row, at + width, 0f);
        });
    }

    /** Copies what lies within the margins of the outer images into the inner ones. */
    void narrow(Tensor outer, Tensor inner) {
        rows(inner, outer, (to, at, row, real) -> {
            if (real) {
                System.arraycopy(outer.data(), at + left * outer.shape().last(), inner.data(), to, row);
            }
        });
    }

    private interface Row {
        /** A row of {@code row} values at {@code inner} of the inner images, if there is one, and at {@code outer} of the outer ones. */
        void run(int inner, int outer, int row, boolean real);
    }

    private void rows(Tensor inner, Tensor outer, Row body) {
        int height = inner.shape().dim(1);
        int tall = outer.shape().dim(1);
        int row = inner.shape().dim(2) * inner.shape().last();
        int wide = outer.shape().dim(2) * outer.shape().last();
        WorkerPool.shared().range(outer.shape().dim(0) * tall, Math.max(1, GRAIN / Math.max(1, wide)), (first, end) -> {
            for (int r = first; r < end; r++) {
                int h = r % tall - top;
                int from = inner.offset() + (r / tall * height + h) * row;
                body.run(from, outer.offset() + r * wide, row, h >= 0 && h < height);
            }
        });
    }
}
