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
                subtractMax(z.data(), z.offset() + r * n, n);
            }
            pass.backend().exp(vector(z, from, to, n), vector(softmax, from, to, n));
            for (int r = from; r < to; r++) {
                finishRow(z.data(), z.offset() + r * n, softmax.data(), softmax.offset() + r * n, n);
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

    /** The rows {@code from … to−1} of n values each, as one vector. */
    private static Tensor vector(Tensor x, int from, int to, int n) {
        return Elementwise.vector(x.data(), x.offset() + from * n, x.offset() + to * n);
    }

    private static void subtractMax(float[] y, int yo, int n) {
        float max = max(y, yo, n);
        for (int j = 0; j < n; j++) {
            y[yo + j] -= max;
        }
    }

    /** Given z − max z and its exponentials, sets y to log softmax(z) and the exponentials to softmax(z). */
    private static void finishRow(float[] y, int yo, float[] softmax, int so, int n) {
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
