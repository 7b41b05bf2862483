package dev.cornet.layers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.OptionException;
import dev.cornet.nn.Layer;
import dev.cornet.nn.LayerAccess;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/** The numbers of rows and columns that padding adds, or cropping removes, at the four sides of images. */
record Insets(int top, int bottom, int left, int right) {
    private static final int VALUES_PER_TASK = 16_384;

    /** The sizes in Keras' form ((top, bottom), (left, right)). */
    static int[][] of(int top, int bottom, int left, int right) {
        return new int[][] {{top, bottom}, {left, right}};
    }

    /** The insets of an option in Keras' form; throws an OptionException that names the layer if they are invalid. */
    static Insets of(Layer layer, String option, int[][] sizes) {
        boolean pairs = sizes.length == 2 && sizes[0].length == 2 && sizes[1].length == 2;
        if (!pairs || Math.min(Math.min(sizes[0][0], sizes[0][1]), Math.min(sizes[1][0], sizes[1][1])) < 0) {
            throw new OptionException(LayerAccess.describe(layer) + ": " + option
                    + " must be 0 or more on each side, got " + Arrays.deepToString(sizes));
        }
        return new Insets(sizes[0][0], sizes[0][1], sizes[1][0], sizes[1][1]);
    }

    /** The shape of a batch of images of shape {@code inner} after padding. */
    Shape paddedShape(Shape inner) {
        return Shape.of(
                inner.dim(0),
                Math.addExact(inner.dim(1), Math.addExact(top, bottom)),
                Math.addExact(inner.dim(2), Math.addExact(left, right)),
                inner.last());
    }

    /** Padding: writes the inner images, with zeros around them, to the outer images. */
    void pad(Tensor inner, Tensor outer) {
        forEachRow(inner, outer, (from, at, row, isInner) -> {
            float[] to = outer.data();
            int width = row + (left + right) * outer.shape().last();
            if (!isInner) {
                Arrays.fill(to, at, at + width, 0f);
                return;
            }
            int begin = at + left * outer.shape().last();
            Arrays.fill(to, at, begin, 0f);
            System.arraycopy(inner.data(), from, to, begin, row);
            Arrays.fill(to, begin + row, at + width, 0f);
        });
    }

    /** Cropping: copies the middle of the outer images to the inner images. */
    void crop(Tensor outer, Tensor inner) {
        forEachRow(inner, outer, (to, at, row, isInner) -> {
            if (isInner) {
                System.arraycopy(outer.data(), at + left * outer.shape().last(), inner.data(), to, row);
            }
        });
    }

    private interface RowCopier {
        /**
         * Copies a row.
         *
         * @param inner the index of the row's first value in the inner images
         * @param outer the index of the row's first value in the outer images
         * @param length the number of values of a row of the inner images
         * @param isInner false for a row above or below the inner image
         */
        void copy(int inner, int outer, int length, boolean isInner);
    }

    private void forEachRow(Tensor inner, Tensor outer, RowCopier copier) {
        int height = inner.shape().dim(1);
        int outerHeight = outer.shape().dim(1);
        int row = inner.shape().dim(2) * inner.shape().last();
        int outerRow = outer.shape().dim(2) * outer.shape().last();
        WorkerPool.shared()
                .range(
                        outer.shape().dim(0) * outerHeight,
                        Math.max(1, VALUES_PER_TASK / Math.max(1, outerRow)),
                        (first, end) -> {
                            for (int r = first; r < end; r++) {
                                int h = r % outerHeight - top;
                                int from = inner.offset() + (r / outerHeight * height + h) * row;
                                copier.copy(from, outer.offset() + r * outerRow, row, h >= 0 && h < height);
                            }
                        });
    }
}
