package dev.cornet.layers;

import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * Global max pooling layer for images: y is the maximum of each channel over the whole image. Equal maxima share the gradient.
 *
 * <p>x (batch, height, width, channels), y (batch, channels), or (batch, 1, 1, channels) with {@code keepdims} (default false). Reference:
 * Keras' GlobalMaxPooling2D page.
 */
public final class GlobalMaxPooling2D extends BaseGlobalPooling<GlobalMaxPooling2D> {
    @Override
    protected Output forward(Tensor x, Pass pass) {
        return max(x, pass);
    }
}
