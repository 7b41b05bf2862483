package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Pooling over the windows of images: y and the way back. */
final class Windows {
    private Windows() {}

    /** y (batch, outHeight, outWidth, channels) = the largest value of each window; the gradient goes to the first of equals. */
    static Output largest(Window window, Tensor x, Pass pass) {
        int n = x.shape().dim(0);
        int channels = x.shape().last();
        Tensor y = pass.tensor(Shape.of(n, window.outHeight(), window.outWidth(), channels));
        float[] xs = x.data();
        float[] ys = y.data();
        int xo = x.offset();
        int yo = y.offset();
        pass.backend().maxPool(window, n, channels, xs, xo, ys, yo);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            float[] dys = dy.data();
            int at = dy.offset();
            pass.backend().maxPoolBackward(window, n, channels, xs, xo, ys, yo, dys, at, dx.data(), dx.offset());
            return dx;
        });
    }

    /** y (batch, outHeight, outWidth, channels) = the mean of each window's real cells. */
    static Output mean(Window window, Tensor x, Pass pass) {
        int n = x.shape().dim(0);
        int channels = x.shape().last();
        Tensor y = pass.tensor(Shape.of(n, window.outHeight(), window.outWidth(), channels));
        pass.backend().averagePool(window, n, channels, x.data(), x.offset(), y.data(), y.offset());
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            pass.backend().averagePoolBackward(window, n, channels, dy.data(), dy.offset(), dx.data(), dx.offset());
            return dx;
        });
    }
}
