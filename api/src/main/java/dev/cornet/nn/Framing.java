package dev.cornet.nn;

/** A layer that does nothing but put zeros around images, as ZeroPadding2D does. */
public interface Framing {
    /** How many on each side: ((top, bottom), (left, right)). */
    int[][] frame();
}
