package dev.cornet.layers;

import dev.cornet.backend.Window;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Objects;

/** The windows of a pooling layer on images of one shape, with the pooling functions and their backward. */
public final class PoolingWindows {
    private final Window window;
    private final int channels;
    private final Shape out;

    PoolingWindows(Window window, int channels) {
        this.window = window;
        this.channels = channels;
        this.out = Shape.of(window.outHeight(), window.outWidth(), channels);
    }

    /** Computes the value of each window of x. */
    @FunctionalInterface
    interface Pooling {
        Output apply(PoolingWindows windows, Tensor x, Pass pass);
    }

    /** Receives the window of one output value. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Receives a window.
         *
         * @param yAt the index of the output value in the data of y
         * @param xAt the indices of the window's pixels in the data of x, row by row; the array is valid during the call
         * @param count the number of pixels, at the beginning of {@code xAt}; pixels outside the image are left out
         */
        void accept(int yAt, int[] xAt, int count);
    }

    /** Chooses one pixel of a window. */
    @FunctionalInterface
    public interface Choice {
        /**
         * Returns the index in {@code values} of the chosen pixel, from 0 to count − 1.
         *
         * @param values the window's pixels, row by row; the array is valid during the call
         * @param count the number of pixels, at the beginning of {@code values}; pixels outside the image are left out
         */
        int of(float[] values, int count);
    }

    /** Pooling that takes one pixel of each window, such as the median, which also gets the gradient. */
    public Output select(Tensor x, Pass pass, Choice choice) {
        Tensor y = pass.tensor(out.withBatch(x.shape().dim(0)));
        int[] chosen = new int[y.size()]; // indices from the offset of x
        float[] values = new float[window.kernelHeight() * window.kernelWidth()];
        forEach(x, y, (yAt, xAt, count) -> {
            for (int i = 0; i < count; i++) {
                values[i] = x.data()[xAt[i]];
            }
            int at = xAt[Objects.checkIndex(choice.of(values, count), count)];
            y.data()[yAt] = x.data()[at];
            chosen[yAt - y.offset()] = at - x.offset();
        });
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.zeros(x.shape());
            for (int i = 0; i < chosen.length; i++) {
                dx.data()[dx.offset() + chosen[i]] += dy.data()[dy.offset() + i];
            }
            return dx;
        });
    }

    /** Calls {@code visitor} for the window of each value of y, all channels of a pixel in turn. */
    public void forEach(Tensor x, Tensor y, Visitor visitor) {
        Window w = window;
        int[] xAt = new int[w.kernelHeight() * w.kernelWidth()];
        int yAt = y.offset();
        for (int n = 0; n < y.shape().dim(0); n++) {
            for (int p = 0; p < w.outHeight(); p++) {
                for (int q = 0; q < w.outWidth(); q++) {
                    int count = pixels(x.offset() + n * w.height() * w.width() * channels, p, q, xAt);
                    for (int c = 0; c < channels; c++) {
                        visitor.accept(yAt++, xAt, count);
                        for (int i = 0; i < count; i++) {
                            xAt[i]++; // the next channel
                        }
                    }
                }
            }
        }
    }

    /** Sets {@code xAt} to the indices of the first channel of the pixels of window (p, q) within the image; returns their number. */
    private int pixels(int image, int p, int q, int[] xAt) {
        Window w = window;
        int count = 0;
        for (int i = 0; i < w.kernelHeight(); i++) {
            int row = p * w.strideHeight() - w.padTop() + i * w.dilationHeight();
            for (int j = 0; j < w.kernelWidth(); j++) {
                int column = q * w.strideWidth() - w.padLeft() + j * w.dilationWidth();
                if (row >= 0 && row < w.height() && column >= 0 && column < w.width()) {
                    xAt[count++] = image + (row * w.width() + column) * channels;
                }
            }
        }
        return count;
    }

    /** The window that slides over an image. */
    public Window window() {
        return window;
    }

    /** The shape of an output image. */
    public Shape outputShape() {
        return out;
    }

    /** The shape of the top left part of an image that the windows cover; the last rows and columns may fill no whole window. */
    Shape readShape() {
        Window w = window;
        return Shape.of(
                Math.min(w.height(), (w.outHeight() - 1) * w.strideHeight() + w.kernelHeight() - w.padTop()),
                Math.min(w.width(), (w.outWidth() - 1) * w.strideWidth() + w.kernelWidth() - w.padLeft()),
                channels);
    }

    /** Whether the windows are adjacent blocks of 2×2 pixels; an odd last row or column may be left out. */
    boolean are2x2Blocks() {
        Window w = window;
        boolean pairs = w.kernelHeight() == 2 && w.strideHeight() == 2 && w.kernelWidth() == 2 && w.strideWidth() == 2;
        return pairs && 2 * w.outHeight() <= w.height() && 2 * w.outWidth() <= w.width();
    }

    /** Max pooling; of equal maxima the first gets the gradient. */
    public Output max(Tensor x, Pass pass) {
        Tensor y = pass.tensor(out.withBatch(x.shape().dim(0)));
        pass.backend().maxPool(window, x, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            pass.backend().maxPoolBackward(window, x, y, dy, dx);
            return dx;
        });
    }

    /** Average pooling over the pixels of each window that lie within the image. */
    public Output mean(Tensor x, Pass pass) {
        Tensor y = pass.tensor(out.withBatch(x.shape().dim(0)));
        pass.backend().averagePool(window, x, y);
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.tensor(x.shape());
            pass.backend().averagePoolBackward(window, dy, dx);
            return dx;
        });
    }

    /** Sum pooling over the pixels of each window that lie within the image. */
    public Output sum(Tensor x, Pass pass) {
        Output mean = mean(x, pass);
        multiplyByPixelCount(mean.y());
        return new Output(mean.y(), (dy, grads) -> {
            multiplyByPixelCount(dy);
            return mean.backward().apply(dy, grads);
        });
    }

    /** L2 pooling: the Euclidean norm of the pixels of each window that lie within the image. */
    public Output l2Norm(Tensor x, Pass pass) {
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
                float norm = y.data()[y.offset() + i];
                dy.data()[dy.offset() + i] = norm == 0 ? 0 : dy.data()[dy.offset() + i] / norm;
            }
            Tensor dx = Objects.requireNonNull(sum.backward().apply(dy, grads));
            for (int i = 0; i < dx.size(); i++) {
                dx.data()[dx.offset() + i] *= x.data()[x.offset() + i];
            }
            return dx;
        });
    }

    /** Multiplies each window's value by the number of its pixels that lie within the image. */
    private void multiplyByPixelCount(Tensor y) {
        Window w = window;
        int at = y.offset();
        for (int n = 0; n < y.shape().dim(0); n++) {
            for (int p = 0; p < w.outHeight(); p++) {
                int top = p * w.strideHeight() - w.padTop();
                int rows = Math.min(top + w.kernelHeight(), w.height()) - Math.max(top, 0);
                for (int q = 0; q < w.outWidth(); q++) {
                    int left = q * w.strideWidth() - w.padLeft();
                    int pixels = rows * (Math.min(left + w.kernelWidth(), w.width()) - Math.max(left, 0));
                    for (int c = 0; c < channels; c++) {
                        y.data()[at++] *= pixels;
                    }
                }
            }
        }
    }
}
