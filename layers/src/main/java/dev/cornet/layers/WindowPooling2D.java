package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * Base class of the pooling layers for images that compute y by one of the functions of {@link PoolingWindows}.
 *
 * @param <L> the layer itself
 */
abstract class WindowPooling2D<L extends BasePooling2D<L>> extends BasePooling2D<L> {
    private final PoolingWindows.Pooling pooling;

    WindowPooling2D(PoolingWindows.Pooling pooling, int... poolSize) {
        super(poolSize);
        this.pooling = pooling;
    }

    @Override
    protected final Output pool(PoolingWindows windows, Tensor x, Pass pass) {
        return pooling.apply(windows, x, pass);
    }
}
