package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.MaximaReader;
import dev.cornet.nn.OrderKeeping;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/**
 * y = the largest value of each window, per channel; the gradient goes to the first of equals.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Reference: Keras' MaxPooling2D page.
 */
public final class MaxPooling2D extends BasePooling<MaxPooling2D> implements OrderKeeping, MaximaReader {
    /** Windows of 2×2. */
    public MaxPooling2D() {
        this(2);
    }

    /** Windows of one size or (height, width). */
    public MaxPooling2D(int... poolSize) {
        super(Arguments.given(poolSize, "MaxPooling2D", "poolSize"));
    }

    @Override
    Output pool(PoolingWindows windows, Tensor x, Pass pass) {
        return windows.largest(x, pass);
    }

    @Override
    public boolean readsMaxima(Shape in) {
        return windows(in).areBlocks();
    }
}
