package dev.cornet.nn;

import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** A convolution that can absorb the zero padding of a preceding {@link Framing} layer. */
public interface Framed extends Scalable {
    /**
     * Returns the same convolution on images without the padding; null if a window would lie in the padding entirely.
     *
     * @param in the shape of a padded image
     * @param frame the rows and columns of padding on each side: ((top, bottom), (left, right))
     */
    @Nullable
    Scalable within(Shape in, int[][] frame);
}
