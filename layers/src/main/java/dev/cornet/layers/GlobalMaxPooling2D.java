package dev.cornet.layers;

import dev.cornet.layer.Output;
import dev.cornet.layer.Pass;
import dev.cornet.tensor.Tensor;

/** y = the largest value of each channel over the whole image; equals share the gradient: x (batch, height, width, channels), y (batch, channels). Reference: Keras' GlobalMaxPooling2D page. */
public final class GlobalMaxPooling2D extends GlobalPooling<GlobalMaxPooling2D> {
    @Override
    protected Output forward(Tensor x, Pass pass) {
        Grid g = grid(x);
        Tensor y = pass.tensor(outputShape(x.shape().rest()).prepend(g.batch()));
        dev.cornet.tensor.Ops.fill(y, Float.NEGATIVE_INFINITY);
        g.visit((xAt, yAt) -> {
            for (int c = 0; c < g.channels(); c++) {
                int at = y.offset() + yAt + c;
                y.data()[at] = Math.max(y.data()[at], x.data()[x.offset() + xAt + c]);
            }
        });
        return new Output(y, (dy, grads) -> {
            Tensor count = pass.zeros(y.shape());
            g.visit((xAt, yAt) -> {
                for (int c = 0; c < g.channels(); c++) {
                    boolean largest = x.data()[x.offset() + xAt + c] == y.data()[y.offset() + yAt + c];
                    count.data()[count.offset() + yAt + c] += largest ? 1 : 0;
                }
            });
            Tensor dx = pass.tensor(x.shape());
            g.visit((xAt, yAt) -> {
                for (int c = 0; c < g.channels(); c++) {
                    boolean largest = x.data()[x.offset() + xAt + c] == y.data()[y.offset() + yAt + c];
                    float share = dy.data()[dy.offset() + yAt + c] / count.data()[count.offset() + yAt + c];
                    dx.data()[dx.offset() + xAt + c] = largest ? share : 0;
                }
            });
            return dx;
        });
    }
}
