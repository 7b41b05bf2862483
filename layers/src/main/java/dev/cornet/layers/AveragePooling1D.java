package dev.cornet.layers;

/**
 * Average pooling layer for sequences: y is the mean of each window of steps, for each channel. Steps outside the sequence are left out.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, channels). Options: pool size (default 2), strides (the pool size), padding ("valid").
 * Reference: Keras' AveragePooling1D page.
 */
public final class AveragePooling1D extends WindowPooling1D<AveragePooling1D> {
    /** Pools windows of two steps. */
    public AveragePooling1D() {
        this(2);
    }

    /** Pools windows of {@code poolSize} steps. */
    public AveragePooling1D(int poolSize) {
        super(PoolingWindows::mean, poolSize);
    }
}
