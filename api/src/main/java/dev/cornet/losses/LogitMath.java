package dev.cornet.losses;

import dev.cornet.backend.Backends;
import dev.cornet.backend.Slot;
import dev.cornet.backend.Workspace;
import dev.cornet.tensor.Tensor;

/**
 * Functions of logits z for losses: sigmoid, softmax, their logarithms and cross-entropies, without overflow and with full precision for
 * any z. {@code log(sigmoid(z))} is infinite for z = −800, {@code logSigmoid(z)} is −800.
 *
 * <p>{@link LossRow#logSoftmax} is log softmax of a row of predictions.
 */
public final class LogitMath {
    private static final Slot EXPONENTIALS = Slot.of();
    private static final Slot ROW = Slot.of();

    private LogitMath() {}

    /**
     * True for softmax and sigmoid. Cross-entropies after these activations are computed from the activation's input, because its output
     * loses precision where it saturates. As in Keras, each cross-entropy accepts both activations.
     */
    static boolean isSoftmaxOrSigmoid(String activation) {
        return activation.equals("softmax") || activation.equals("sigmoid");
    }

    /** 1/(1 + e⁻ᶻ) */
    public static double sigmoid(double z) {
        double e = Math.exp(-Math.abs(z));
        return z >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** log sigmoid(z) = min(z, 0) − log(1 + e^−|z|) */
    public static double logSigmoid(double z) {
        return Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));
    }

    /** The cross-entropy of a target t with p = sigmoid(z), −t·log p − (1 − t)·log(1 − p); its derivative by z is p − t. */
    public static double sigmoidCrossentropy(double t, double z) {
        return Math.max(z, 0) - z * t + Math.log1p(Math.exp(-Math.abs(z)));
    }

    /** log softmax(z) of n values, from index {@code zAt} on: zᵢ − log Σ e^z */
    public static double[] logSoftmax(float[] z, int zAt, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = zAt; i < zAt + n; i++) {
            max = Math.max(max, z[i]);
        }
        double sum = 0;
        for (int i = zAt; i < zAt + n; i++) {
            sum += Math.exp(z[i] - max);
        }
        double[] logP = new double[n];
        for (int i = 0; i < n; i++) {
            logP[i] = z[zAt + i] - max - Math.log(sum);
        }
        return logP;
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
