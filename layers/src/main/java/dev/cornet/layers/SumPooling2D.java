package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;

/**
 * Sum pooling layer for images: y is the sum of each window, for each channel. Pixels outside the image are left out.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Options: pool size (default 2×2), strides (the pool
 * size), padding ("valid"). Not part of Keras; the mean is {@link AveragePooling2D}. Reference: Scherer, Müller, Behnke, "Evaluation of
 * pooling operations in convolutional architectures", ICANN 2010.
 */
public final class SumPooling2D extends WindowPooling2D<SumPooling2D> {
    /** Pools windows of 2×2 pixels. */
    public SumPooling2D() {
        this(2);
    }

    /** Pools windows of this size, one number or (height, width). */
    public SumPooling2D(int... poolSize) {
        super(PoolingWindows::sum, Arguments.notNull(poolSize, "SumPooling2D", "poolSize"));
    }
}
