package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * Global max pooling layer for sequences: y is the maximum of each channel over all steps. Equal maxima share the gradient.
 *
 * <p>x (batch, steps, channels), y (batch, channels), or (batch, 1, channels) with {@code keepdims} (default false). Reference: Keras'
 * GlobalMaxPooling1D page.
 */
public final class GlobalMaxPooling1D extends BaseGlobalPooling<GlobalMaxPooling1D> {
    @Override
    protected int pooledAxes() {
        return 1;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return max(x, pass);
    }
}
