package dev.cornet.layers;

/**
 * Max pooling layer for sequences: y is the maximum of each window of steps, for each channel. Of equal maxima the first gets the gradient.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, channels). Options: pool size (default 2), strides (the pool size), padding ("valid").
 * Reference: Keras' MaxPooling1D page.
 */
public final class MaxPooling1D extends WindowPooling1D<MaxPooling1D> {
    /** Pools windows of two steps. */
    public MaxPooling1D() {
        this(2);
    }

    /** Pools windows of {@code poolSize} steps. */
    public MaxPooling1D(int poolSize) {
        super(PoolingWindows::max, poolSize);
    }
}
