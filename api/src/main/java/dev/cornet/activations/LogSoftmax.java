package dev.cornet.activations;

import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/**
 * The logarithm of softmax along an axis: y = z − max z − ln Σ e^(z − max z), dz = dy − eʸ·Σ dy. Reference: Keras' log_softmax activation.
 */
public final class LogSoftmax extends Rowwise<LogSoftmax> {
    @Override
    Output rows(Tensor z, Pass pass) {
        int n = z.shape().last();
        int rows = n == 0 ? 0 : z.size() / n;
        Tensor softmax = pass.tensor(z.shape());
        WorkerPool.shared().range(rows, grain(n), (from, to) -> {
            for (int r = from; r < to; r++) {
                row(z.data(), z.offset() + r * n, softmax.data(), softmax.offset() + r * n, n, pass);
            }
        });
        return new Output(z, (dy, grads) -> {
            WorkerPool.shared().range(rows, grain(n), (from, to) -> {
                for (int r = from; r < to; r++) {
                    backward(softmax.data(), softmax.offset() + r * n, dy.data(), dy.offset() + r * n, n);
                }
            });
            return dy;
        });
    }

    private static void row(float[] y, int yo, float[] softmax, int so, int n, Pass pass) {
        float max = max(y, yo, n);
        for (int j = 0; j < n; j++) {
            y[yo + j] -= max;
        }
        pass.backend().exp(Elementwise.vector(y, yo, yo + n), Elementwise.vector(softmax, so, so + n));
        float sum = sum(softmax, so, n);
        float log = (float) Math.log(sum);
        for (int j = 0; j < n; j++) {
            y[yo + j] -= log;
        }
        for (int j = 0; j < n; j++) {
            softmax[so + j] /= sum;
        }
    }

    private static void backward(float[] softmax, int so, float[] dy, int dyo, int n) {
        float sum = sum(dy, dyo, n);
        for (int j = 0; j < n; j++) {
            dy[dyo + j] -= softmax[so + j] * sum;
        }
    }
}
