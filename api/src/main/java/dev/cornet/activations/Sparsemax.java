package dev.cornet.activations;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.backend.WorkerPool;
import dev.cornet.backend.Workspace;
import dev.cornet.config.Option;
import dev.cornet.nn.ActivationFunction;
import dev.cornet.nn.Output;
import dev.cornet.nn.Pass;
import dev.cornet.tensor.Tensor;
import java.util.Arrays;

/**
 * The sparsemax activation along an axis: y = max(z − τ, 0) with τ such that Σ y = 1; dz = [y > 0]·(dy − the mean of dy where y > 0).
 *
 * <p>References: Martins, Astudillo, "From softmax to sparsemax", ICML 2016; Keras' sparsemax activation.
 */
public final class Sparsemax extends ActivationFunction {
    /** Workspace slot. */
    private static final int SORTED = 26;

    @Option
    private int axis = -1;

    /** The axis along which y sums to 1, any but the batch; default −1, the last. */
    public Sparsemax axis(int axis) {
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
        return Rowwise.along(axis, z, pass, (rows, rowsPass) -> rows(rows));
    }

    private static Output rows(Tensor z) {
        int n = z.shape().last();
        int rows = n == 0 ? 0 : z.size() / n;
        float[] y = z.data();
        WorkerPool.shared().range(rows, Rowwise.grain(n), (from, to) -> {
            for (int r = from; r < to; r++) {
                row(y, z.offset() + r * n, n);
            }
        });
        return new Output(z, (dy, grads) -> {
            WorkerPool.shared().range(rows, Rowwise.grain(n), (from, to) -> {
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
