package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** y = the largest value of each channel over the whole image; equals share the gradient: x (batch, height, width, channels), y (batch, channels). Reference: Keras' GlobalMaxPooling2D page. */
public final class GlobalMaxPooling2D extends BaseGlobalPooling<GlobalMaxPooling2D> {
    @Override
    protected Output forward(Tensor x, Pass pass) {
        return largest(x, pass);
    }
}
