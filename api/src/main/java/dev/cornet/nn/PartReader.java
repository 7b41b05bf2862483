package dev.cornet.nn;

import dev.cornet.tensor.Shape;

/** A layer that may not read the last rows or columns of its input, as pooling ignores rows that fill no window. */
public interface PartReader {
    /** Returns the shape (height, width, …) of the leading part of an input sample that the layer reads. */
    Shape reads(Shape in);
}
