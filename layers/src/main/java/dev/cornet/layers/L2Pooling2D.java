package dev.cornet.layers;

import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * y = √Σx² over each window's real cells, per channel; dx = Σ x·dy/y, 0 where y is 0.
 *
 * <p>x (batch, height, width, channels), y (batch, outHeight, outWidth, channels). Keras has no such layer. Reference: Boureau, Ponce,
 * LeCun, "A theoretical analysis of feature pooling in visual recognition", ICML 2010.
 */
public final class L2Pooling2D extends BasePooling<L2Pooling2D> {
    /** Windows of 2×2. */
    public L2Pooling2D() {
        this(2);
    }

    /** Windows of one size or (height, width). */
    public L2Pooling2D(int... poolSize) {
        super(Arguments.given(poolSize, "L2Pooling2D", "poolSize"));
    }

    @Override
    Output pool(PoolingWindows windows, Tensor x, Pass pass) {
        return windows.length(x, pass);
    }
}
