package dev.cornet.layers;

import dev.cornet.config.Option;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.nn.UnaryLayer;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Layer that repeats its input n times: x (batch, features), y (batch, n, features). Reference: Keras' RepeatVector page. */
public final class RepeatVector extends UnaryLayer<RepeatVector> {
    @Option
    private int n;

    private RepeatVector() {}

    /** Repeats the input {@code n} times. */
    public RepeatVector(int n) {
        this.n = n;
        validate();
    }

    @Override
    protected void validate() {
        require(n > 0, "n, how often, must be positive, got %d", n);
    }

    @Override
    protected Shape outputShape(Shape in) {
        requireShape(
                in.rank() == 2, "wants vectors, got samples of shape %s. Add a Flatten before it.", in.withoutBatch());
        return Shape.of(in.dim(0), n, in.last());
    }

    @Override
    protected Output forward(Tensor x, Pass pass) {
        int features = x.shape().last();
        int rows = x.shape().dim(0);
        Tensor y = pass.tensor(outputShape(x.shape()));
        for (int row = 0; row < rows * n; row++) {
            System.arraycopy(
                    x.data(), x.offset() + row / n * features, y.data(), y.offset() + row * features, features);
        }
        return new Output(y, (dy, grads) -> {
            Tensor dx = pass.zeros(x.shape());
            for (int row = 0; row < rows * n; row++) {
                int to = dx.offset() + row / n * features;
                int from = dy.offset() + row * features;
                for (int j = 0; j < features; j++) {
                    dx.data()[to + j] += dy.data()[from + j];
                }
            }
            return dx;
        });
    }
}
