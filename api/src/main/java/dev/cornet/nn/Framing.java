package dev.cornet.nn;

/** A layer that only pads images with zeros, as ZeroPadding2D does. */
public interface Framing {
    /** Returns the number of rows and columns of zeros on each side: ((top, bottom), (left, right)). */
    int[][] frame();
}
