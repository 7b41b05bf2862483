package dev.cornet.nn;

import dev.cornet.tensor.Shape;

/** A layer that may be nothing but the largest of each 2×2 block of an image, as pooling by 2×2 is. */
public interface MaximaReader {
    /** True where it is that for samples of this shape, of which it may leave an odd last row and column out. */
    boolean readsMaxima(Shape in);
}
