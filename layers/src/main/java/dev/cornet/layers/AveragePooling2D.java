package dev.cornet.layers;

import dev.cornet.error.Arguments;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = the mean of each window's real cells, per channel.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Reference: Keras' AveragePooling2D page.
 */
public final class AveragePooling2D extends Pooling<AveragePooling2D> {
    /** Windows of 2×2. */
    public AveragePooling2D() {
        this(2);
    }

    /** Windows of one size or (height, width). */
    public AveragePooling2D(int... poolSize) {
        super(Arguments.given(poolSize, "AveragePooling2D", "poolSize"));
    }

    @Override
    Output pool(Windows windows, Tensor x, Pass pass) {
        return windows.mean(x, pass);
    }
}
