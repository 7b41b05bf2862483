package dev.cornet.nn;

import dev.cornet.tensor.Shape;

/** A layer that can leave the last rows or columns of its input unread, as pooling does with rows that do not fill a window. */
public interface PartReader {
    /** Returns the shape (height, width, …) of the leading part of an input sample that the layer reads. */
    Shape reads(Shape in);
}
