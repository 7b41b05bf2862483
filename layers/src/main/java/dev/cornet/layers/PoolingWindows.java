package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;

/** The windows of a pooling layer on images of one shape: y of a batch, and the way back. */
final class PoolingWindows {
    private final Window window;
    private final int channels;
    private final Shape out;

    PoolingWindows(Window window, int channels) {
        this.window = window;
        this.channels = channels;
        this.out = Shape.of(window.outHeight(), window.outWidth(), channels);
    }

    /** The shape of an image that goes out. */
    Shape outputShape() {
        return out;
    }

    /** The leading part of an image that windows look at: where they stand wholly within it, its last rows and columns may fill none. */
    Shape reads() {
        Window w = window;
        return Shape.of(
                Math.min(w.height(), (w.outHeight() - 1) * w.strideHeight() + w.kernelHeight() - w.padTop()),
                Math.min(w.width(), (w.outWidth() - 1) * w.strideWidth() + w.kernelWidth() - w.padLeft()),
                channels);
    }

    /** True for 2×2 pixels side by side, where an odd last row or column may be left out. */
    boolean areBlocks() {
        Window w = window;
        boolean pairs = w.kernelHeight() == 2 && w.strideHeight() == 2 && w.kernelWidth() == 2 && w.strideWidth() == 2;
        return pairs && 2 * w.outHeight() <= w.height() && 2 * w.outWidth() <= w.width();
    }

    /** y (batch, outHeight, outWidth, channels) = the largest value of each window; the gradient goes to the first of equals. */
    Output largest(Tensor x, Pass pass) {
        int n = x.shape().dim(0);
        Tensor y = pass.tensor(out.withBatch(n));
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
    Output mean(Tensor x, Pass pass) {
        int n = x.shape().dim(0);
        Tensor y = pass.tensor(out.withBatch(n));
        pass.backend().averagePool(window, n, channels, x.data(), x.offset(), y.data(), y.offset());
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            pass.backend().averagePoolBackward(window, n, channels, dy.data(), dy.offset(), dx.data(), dx.offset());
            return dx;
        });
    }

    /** y (batch, outHeight, outWidth, channels) = the sum of each window's real cells. */
    Output sum(Tensor x, Pass pass) {
        Output mean = mean(x, pass);
        timesCells(mean.y());
        return new Output(mean.y(), (dy, grads) -> {
            timesCells(dy);
            return mean.backward().apply(dy, grads);
        });
    }

    /** y (batch, outHeight, outWidth, channels) = the Euclidean length of each window's real cells. */
    Output length(Tensor x, Pass pass) {
        Tensor squares = pass.tensor(x.shape());
        for (int i = 0; i < x.size(); i++) {
            float v = x.data()[x.offset() + i];
            squares.data()[squares.offset() + i] = v * v;
        }
        Output sum = sum(squares, pass);
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
    private void timesCells(Tensor y) {
        Window w = window;
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
