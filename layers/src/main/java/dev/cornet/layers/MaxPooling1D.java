package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = the largest value of each window of steps, per channel; the gradient goes to the first of equals.
 *
 * <p>x (batch, steps, channels), y (batch, outSteps, channels). Reference: Keras' MaxPooling1D page.
 */
public final class MaxPooling1D extends Pooling1D<MaxPooling1D> {
    /** Windows of two steps. */
    public MaxPooling1D() {
        this(2);
    }

    /** Windows of {@code poolSize} steps. */
    public MaxPooling1D(int poolSize) {
        super(poolSize);
    }

    @Override
    Output pool(PoolingWindows windows, Tensor images, Pass pass) {
        return windows.largest(images, pass);
    }
}
