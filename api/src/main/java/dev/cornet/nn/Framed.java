package dev.cornet.nn;

import dev.cornet.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** A product over windows of images that can do without the zeros that a {@link Framing} layer puts around them. */
public interface Framed extends Scalable {
    /**
     * The same product over images to which no zeros have been added; null where a window would see nothing but zeros.
     *
     * @param in the shape of an image with its frame
     * @param frame how many zeros there are on each side: ((top, bottom), (left, right))
     */
    @Nullable
    Scalable within(Shape in, int[][] frame);
}
