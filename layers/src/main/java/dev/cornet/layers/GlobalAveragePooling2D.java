package dev.cornet.layers;

import dev.cornet.backend.Ops;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * Global average pooling layer for images: y is the mean of each channel over the whole image.
 *
 * <p>x (batch, height, width, channels), y (batch, channels), or (batch, 1, 1, channels) with {@code keepdims} (default false). Reference:
 * Keras' GlobalAveragePooling2D page.
 */
public final class GlobalAveragePooling2D extends BaseGlobalPooling<GlobalAveragePooling2D> {
    @Override
    protected Output forward(Tensor x, Pass pass) {
        PixelLayout layout = pixelLayout(x);
        Tensor y = pass.zeros(outputShape(x.shape()));
        pass.backend().addSumRows(x, layout.pixels(), y);
        Ops.scale(y, 1f / layout.pixels());
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            layout.forEachPixel((xAt, yAt) -> {
                for (int c = 0; c < layout.channels(); c++) {
                    dx.data()[dx.offset() + xAt + c] = dy.data()[dy.offset() + yAt + c] / layout.pixels();
                }
            });
            return dx;
        });
    }
}
