package dev.cornet.losses;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Slot;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;

/** Softmax and the logarithm of its denominator for one row, without overflow. */
final class StableSoftmax {
    private static final Slot EXPONENTIALS = Slot.of();
    private static final Slot ROW = Slot.of();

    private StableSoftmax() {}

    /**
     * True for softmax and sigmoid. Cross-entropies after these activations are computed from the activation's input, because its output
     * loses precision where it saturates. As in Keras, each cross-entropy accepts both activations.
     */
    static boolean isSoftmaxOrSigmoid(String activation) {
        return activation.equals("softmax") || activation.equals("sigmoid");
    }

    /** log Σ e^z = max z + log Σ e^(z − max z) */
    static double logSumExp(float[] z, int zAt, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = zAt; i < zAt + n; i++) {
            max = Math.max(max, z[i]);
        }
        Tensor exponentials = Workspace.vector(EXPONENTIALS, n);
        float[] e = exponentials.data();
        for (int i = 0; i < n; i++) {
            e[i] = z[zAt + i] - max;
        }
        Backends.current().exp(exponentials, exponentials);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += e[i];
        }
        return max + Math.log(sum);
    }

    /** Sets n values of y to softmax(z). */
    static void softmax(float[] z, int zAt, int n, float[] y, int yAt) {
        Tensor row = Workspace.vector(ROW, n);
        System.arraycopy(z, zAt, row.data(), 0, n);
        Backends.current().softmaxRows(row, row);
        System.arraycopy(row.data(), 0, y, yAt, n);
    }
}
