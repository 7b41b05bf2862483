package dev.cornet.activations;

import dev.cornet.backend.WorkerPool;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;

/** The softmax activation along an axis: y = e^(z − max z)/Σ e^(z − max z), dz = y·(dy − Σ y·dy). Reference: Keras' softmax activation. */
public final class Softmax extends Rowwise<Softmax> {
    @Override
    Output rows(Tensor z, Pass pass) {
        int n = z.shape().last();
        int rows = n == 0 ? 0 : z.size() / n;
        float[] y = z.data();
        pass.backend().softmaxRows(z, z);
        return new Output(z, (dy, grads) -> {
            WorkerPool.shared().range(rows, grain(n), (from, to) -> {
                for (int r = from; r < to; r++) {
                    backward(y, z.offset() + r * n, dy.data(), dy.offset() + r * n, n);
                }
            });
            return dy;
        });
    }

    private static void backward(float[] y, int yo, float[] dy, int dyo, int n) {
        float sum = dot(y, yo, dy, dyo, n);
        for (int j = 0; j < n; j++) {
            dy[dyo + j] = y[yo + j] * (dy[dyo + j] - sum);
        }
    }
}
