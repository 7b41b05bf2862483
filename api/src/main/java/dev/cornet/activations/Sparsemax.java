package dev.cornet.activations;

import dev.cornet.backend.Slot;
import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * The sparsemax activation along an axis: y = max(z − τ, 0) with τ such that Σ y = 1; dz = [y > 0]·(dy − the mean of dy where y > 0).
 *
 * <p>References: Martins, Astudillo, "From softmax to sparsemax", ICML 2016; Keras' sparsemax activation.
 */
public final class Sparsemax extends Rowwise<Sparsemax> {
    /** Workspace slot. */
    private static final Slot SORTED = Slot.of();

    @Override
    Output rows(Tensor z, Pass pass) {
        int n = z.shape().last();
        int rows = n == 0 ? 0 : z.size() / n;
        float[] y = z.data();
        WorkerPool.shared().range(rows, grain(n), (from, to) -> {
            for (int r = from; r < to; r++) {
                row(y, z.offset() + r * n, n);
            }
        });
        return new Output(z, (dy, grads) -> {
            WorkerPool.shared().range(rows, grain(n), (from, to) -> {
                for (int r = from; r < to; r++) {
                    backward(y, z.offset() + r * n, dy.data(), dy.offset() + r * n, n);
                }
            });
            return dy;
        });
    }

    private static void row(float[] y, int yo, int n) {
        float[] sorted = Workspace.floats(SORTED, n);
        System.arraycopy(y, yo, sorted, 0, n);
        Arrays.sort(sorted, 0, n);
        double sum = 0;
        double tau = 0;
        // y > 0 for the k largest z if k times the least of them, plus 1, exceeds their sum
        for (int k = 1; k <= n; k++) {
            double next = sum + sorted[n - k];
            if (1 + k * (double) sorted[n - k] <= next) {
                break;
            }
            sum = next;
            tau = (sum - 1) / k;
        }
        for (int j = 0; j < n; j++) {
            y[yo + j] = (float) Math.max(y[yo + j] - tau, 0);
        }
    }

    private static void backward(float[] y, int yo, float[] dy, int dyo, int n) {
        double sum = 0;
        int positive = 0;
        for (int j = 0; j < n; j++) {
            if (y[yo + j] > 0) {
                sum += dy[dyo + j];
                positive++;
            }
        }
        float mean = (float) (sum / Math.max(positive, 1));
        for (int j = 0; j < n; j++) {
            dy[dyo + j] = y[yo + j] > 0 ? dy[dyo + j] - mean : 0;
        }
    }
}
