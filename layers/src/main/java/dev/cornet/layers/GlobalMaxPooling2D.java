package dev.cornet.layers;

import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;

/** y = the largest value of each channel over the whole image; equals share the gradient: x (batch, height, width, channels), y (batch, channels). Reference: Keras' GlobalMaxPooling2D page. */
public final class GlobalMaxPooling2D extends GlobalPooling<GlobalMaxPooling2D> {
    @Override
    protected Output forward(Tensor x, Pass pass) {
        return largest(x, pass);
    }
}
