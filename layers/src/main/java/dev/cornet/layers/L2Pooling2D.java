package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;

/**
 * L2 pooling layer for images: y = √Σx² over each window, for each channel. Pixels outside the image are left out.
 *
 * <p>The gradient is dx = Σ x·dy/y over the windows that contain the pixel, without those where y is 0.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Options: pool size (default 2×2), strides (the pool
 * size), padding ("valid"). Not part of Keras. Reference: Boureau, Ponce, LeCun, "A theoretical analysis of feature pooling in visual
 * recognition", ICML 2010.
 */
public final class L2Pooling2D extends WindowPooling2D<L2Pooling2D> {
    /** Pools windows of 2×2 pixels. */
    public L2Pooling2D() {
        this(2);
    }

    /** Pools windows of this size, one number or (height, width). */
    public L2Pooling2D(int... poolSize) {
        super(PoolingWindows::l2Norm, Arguments.notNull(poolSize, "L2Pooling2D", "poolSize"));
    }
}
