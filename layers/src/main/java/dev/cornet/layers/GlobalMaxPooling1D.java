package dev.cornet.layers;

import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;

/** y = the largest value of each channel over all steps; equals share the gradient: x (batch, steps, channels), y (batch, channels). Reference: Keras' GlobalMaxPooling1D page. */
public final class GlobalMaxPooling1D extends GlobalPooling<GlobalMaxPooling1D> {
    @Override
    int axes() {
        return 1;
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        return largest(x, pass);
    }
}
