package dev.cornet.activations;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The softmax activation along an axis: y = e^(z − max z)/Σ e^(z − max z), dz = y·(dy − Σ y·dy). Reference: Keras' softmax activation. */
public final class Softmax extends ActivationFunction {
    @Option
    private int axis = -1;

    /** The axis along which y sums to 1, any but the batch; default −1, the last. */
    public Softmax axis(int axis) {
        this.axis = axis;
        check();
        return this;
    }

    @Override
    public void check() {
        require(this, axis != 0, "axis must not be 0, which is the batch");
    }

    @Override
    public Output forward(Tensor z, Pass pass) {
        return Rowwise.along(axis, z, pass, Softmax::rows);
    }

    private static Output rows(Tensor z, Pass pass) {
        int n = z.shape().last();
        int rows = n == 0 ? 0 : z.size() / n;
        float[] y = z.data();
        pass.backend().softmaxRows(rows, n, y, z.offset(), y, z.offset());
        return new Output(z, (dy, grads) -> {
            WorkerPool.shared().range(rows, Rowwise.grain(n), (from, to) -> {
                for (int r = from; r < to; r++) {
                    backward(y, z.offset() + r * n, dy.data(), dy.offset() + r * n, n);
                }
            });
            return dy;
        });
    }

    private static void backward(float[] y, int yo, float[] dy, int dyo, int n) {
        float sum = Rowwise.dot(y, yo, dy, dyo, n);
        for (int j = 0; j < n; j++) {
            dy[dyo + j] = y[yo + j] * (dy[dyo + j] - sum);
        }
    }
}
