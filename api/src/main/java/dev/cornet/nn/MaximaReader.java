package dev.cornet.nn;

import dev.cornet.tensor.Shape;

/** A layer that, with certain options, takes the maximum of each 2×2 block of an image, as MaxPooling2D(2) does. */
public interface MaximaReader {
    /**
     * Returns whether the layer is 2×2 max pooling with stride 2 for samples of this shape. It may ignore the last row or column of an odd
     * size.
     */
    boolean readsMaxima(Shape in);
}
