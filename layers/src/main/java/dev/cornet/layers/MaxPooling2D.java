package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;

/**
 * Max pooling layer for images: y is the maximum of each window, for each channel. Of equal maxima the first gets the gradient.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Options: pool size (default 2×2), strides (the pool
 * size), padding ("valid"). Reference: Keras' MaxPooling2D page.
 */
public final class MaxPooling2D extends WindowPooling2D<MaxPooling2D> {
    /** Pools windows of 2×2 pixels. */
    public MaxPooling2D() {
        this(2);
    }

    /** Pools windows of this size, one number or (height, width). */
    public MaxPooling2D(int... poolSize) {
        super(PoolingWindows::max, Arguments.notNull(poolSize, "MaxPooling2D", "poolSize"));
    }
}
