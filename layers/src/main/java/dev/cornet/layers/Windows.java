package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;

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

    /** y (batch, outHeight, outWidth, channels) = the sum of each window's real cells. */
    static Output sum(Window window, Tensor x, Pass pass) {
        Output mean = mean(window, x, pass);
        timesCells(window, mean.y());
        return new Output(mean.y(), (dy, grads) -> {
            timesCells(window, dy);
            return mean.backward().apply(dy, grads);
        });
    }

    /** y (batch, outHeight, outWidth, channels) = the Euclidean length of each window's real cells. */
    static Output length(Window window, Tensor x, Pass pass) {
        Tensor squares = pass.tensor(x.shape());
        for (int i = 0; i < x.size(); i++) {
            float v = x.data()[x.offset() + i];
            squares.data()[squares.offset() + i] = v * v;
        }
        Output sum = sum(window, squares, pass);
        Tensor y = sum.y();
        for (int i = y.offset(); i < y.offset() + y.size(); i++) {
            y.data()[i] = (float) Math.sqrt(y.data()[i]);
        }
        return new Output(y, (dy, grads) -> {
            for (int i = 0; i < y.size(); i++) {
                float length = y.data()[y.offset() + i];
                dy.data()[dy.offset() + i] = length == 0 ? 0 : dy.data()[dy.offset() + i] / length;
            }
            Tensor dx = Objects.requireNonNull(sum.backward().apply(dy, grads));
            for (int i = 0; i < dx.size(); i++) {
                dx.data()[dx.offset() + i] *= x.data()[x.offset() + i];
            }
            return dx;
        });
    }

    /** Multiplies each window's value by the number of its cells that lie within the image. */
    private static void timesCells(Window w, Tensor y) {
        int channels = y.shape().last();
        int at = y.offset();
        for (int n = 0; n < y.shape().dim(0); n++) {
            for (int p = 0; p < w.outHeight(); p++) {
                int top = p * w.strideHeight() - w.padTop();
                int rows = Math.min(top + w.kernelHeight(), w.height()) - Math.max(top, 0);
                for (int q = 0; q < w.outWidth(); q++) {
                    int left = q * w.strideWidth() - w.padLeft();
                    int cells = rows * (Math.min(left + w.kernelWidth(), w.width()) - Math.max(left, 0));
                    for (int c = 0; c < channels; c++) {
                        y.data()[at++] *= cells;
                    }
                }
            }
        }
    }
}
