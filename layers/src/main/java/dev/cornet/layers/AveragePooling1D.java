package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = the mean of each window's real steps, per channel.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, channels). Reference: Keras' AveragePooling1D page.
 */
public final class AveragePooling1D extends Pooling1D<AveragePooling1D> {
    /** Windows of two steps. */
    public AveragePooling1D() {
        this(2);
    }

    /** Windows of {@code poolSize} steps. */
    public AveragePooling1D(int poolSize) {
        super(poolSize);
    }

    @Override
    Output pool(PoolingWindows windows, Tensor images, Pass pass) {
        return windows.mean(images, pass);
    }
}
