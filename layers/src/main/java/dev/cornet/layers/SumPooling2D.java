package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = Σ x over each window's real cells, per channel.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Keras has no such layer; its mean is {@link
 * AveragePooling2D}. Reference: Scherer, Müller, Behnke, "Evaluation of pooling operations in convolutional architectures", ICANN 2010.
 */
public final class SumPooling2D extends BasePooling<SumPooling2D> {
    /** Windows of 2×2. */
    public SumPooling2D() {
        this(2);
    }

    /** Windows of one size or (height, width). */
    public SumPooling2D(int... poolSize) {
        super(Arguments.given(poolSize, "SumPooling2D", "poolSize"));
    }

    @Override
    Output pool(PoolingWindows windows, Tensor x, Pass pass) {
        return windows.sum(x, pass);
    }
}
