package dev.cornet.activations;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.backend.WorkerPool;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The logarithm of softmax along an axis: y = z − max z − ln Σ e^(z − max z), dz = dy − eʸ·Σ dy. Reference: Keras' log_softmax activation.
 */
public final class LogSoftmax extends ActivationFunction {
    @Option
    private int axis = -1;

    /** The axis along which softmax sums to 1, any but the batch; default −1, the last. */
    public LogSoftmax axis(int axis) {
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
        return Rowwise.along(axis, z, pass, LogSoftmax::rows);
    }

    private static Output rows(Tensor z, Pass pass) {
        int n = z.shape().last();
        int rows = n == 0 ? 0 : z.size() / n;
        Tensor softmax = pass.tensor(z.shape());
        WorkerPool.shared().range(rows, Rowwise.grain(n), (from, to) -> {
            for (int r = from; r < to; r++) {
                row(z.data(), z.offset() + r * n, softmax.data(), softmax.offset() + r * n, n, pass);
            }
        });
        return new Output(z, (dy, grads) -> {
            WorkerPool.shared().range(rows, Rowwise.grain(n), (from, to) -> {
                for (int r = from; r < to; r++) {
                    backward(softmax.data(), softmax.offset() + r * n, dy.data(), dy.offset() + r * n, n);
                }
            });
            return dy;
        });
    }

    private static void row(float[] y, int yo, float[] softmax, int so, int n, Pass pass) {
        float max = Rowwise.max(y, yo, n);
        for (int j = 0; j < n; j++) {
            y[yo + j] -= max;
        }
        pass.backend().exp(n, y, yo, softmax, so);
        float sum = Rowwise.sum(softmax, so, n);
        float log = (float) Math.log(sum);
        for (int j = 0; j < n; j++) {
            y[yo + j] -= log;
        }
        for (int j = 0; j < n; j++) {
            softmax[so + j] /= sum;
        }
    }

    private static void backward(float[] softmax, int so, float[] dy, int dyo, int n) {
        float sum = Rowwise.sum(dy, dyo, n);
        for (int j = 0; j < n; j++) {
            dy[dyo + j] -= softmax[so + j] * sum;
        }
    }
}
