package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;

/**
 * Average pooling layer for images: y is the mean of each window, for each channel. Pixels outside the image are left out.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Options: pool size (default 2×2), strides (the pool
 * size), padding ("valid"). Reference: Keras' AveragePooling2D page.
 */
public final class AveragePooling2D extends WindowPooling2D<AveragePooling2D> {
    /** Pools windows of 2×2 pixels. */
    public AveragePooling2D() {
        this(2);
    }

    /** Pools windows of this size, one number or (height, width). */
    public AveragePooling2D(int... poolSize) {
        super(PoolingWindows::mean, Arguments.notNull(poolSize, "AveragePooling2D", "poolSize"));
    }
}
