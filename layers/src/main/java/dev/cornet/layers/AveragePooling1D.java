package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * Average pooling layer for sequences: y is the mean of each window of steps, for each channel. Steps outside the sequence are left out.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, channels). Options: pool size (default 2), strides (the pool size), padding ("valid").
 * Reference: Keras' AveragePooling1D page.
 */
public final class AveragePooling1D extends BasePooling1D<AveragePooling1D> {
    /** Pools windows of two steps. */
    public AveragePooling1D() {
        this(2);
    }

    /** Pools windows of {@code poolSize} steps. */
    public AveragePooling1D(int poolSize) {
        super(poolSize);
    }

    @Override
    protected Output pool(PoolingWindows windows, Tensor images, Pass pass) {
        return windows.mean(images, pass);
    }
}
