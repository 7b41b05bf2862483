package dev.cornet.nn;

import dev.cornet.tensor.Shape;

/** A layer that may leave the end of its input unread, as pooling leaves rows that fill no window. */
public interface PartReader {
    /** The leading part (height, width, …) of an input sample that the layer looks at. */
    Shape reads(Shape in);
}
