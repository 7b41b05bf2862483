package dev.cornet.losses;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Slot;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;

/** Softmax and the logarithm of its denominator for one row, without overflow. */
final class StableSoftmax {
    private static final Slot EXPONENTIALS = Slot.of();

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
        float[] e = Workspace.floats(EXPONENTIALS, n);
        for (int i = 0; i < n; i++) {
            e[i] = z[zAt + i] - max;
        }
        Tensor exponentials = Tensor.wrap(e, 0, Shape.of(n));
        Backends.current().exp(exponentials, exponentials);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += e[i];
        }
        return max + Math.log(sum);
    }

    static void softmax(float[] z, int zAt, int n, float[] y, int yAt) {
        Shape row = Shape.of(n);
        Backends.current().softmaxRows(Tensor.wrap(z, zAt, row), Tensor.wrap(y, yAt, row));
    }
}
