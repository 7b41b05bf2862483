package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** y = the largest value of each channel over all steps; equals share the gradient: x (batch, steps, channels), y (batch, channels). Reference: Keras' GlobalMaxPooling1D page. */
public final class GlobalMaxPooling1D extends BaseGlobalPooling<GlobalMaxPooling1D> {
    @Override
    int axes() {
        return 1;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return largest(x, pass);
    }
}
