package dev.cornet.optimizer;

import dev.cornet.backend.Pool;
import dev.cornet.error.ShapeException;
import dev.cornet.layer.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a list of weights, their gradients and their slots, cut into tasks of about one size: a large weight into several
 * pieces, many small weights into one task. The cut depends on sizes alone.
 */
final class Chunks {
    /** Values per task: long enough to outweigh handing it to another thread, small enough for weight, gradient and slots to stay in L2. */
    private static final int GRAIN = 16_384;

    private final Variable[] weights;
    private final float[][] w;
    private final float[][] g;
    private final float[][][] s;
    private final @Nullable float[][] copies;

    /** Piece p is the range from … to−1 of a weight; task t has the pieces first[t] … first[t+1]−1. */
    private final int[] weight;

    private final int[] from;
    private final int[] to;
    private final int[] first;
    private final double[] partial;

    Chunks(List<Variable> weights, Slots slots) {
        this.weights = weights.toArray(new Variable[0]);
        int n = this.weights.length;
        w = new float[n][];
        g = new float[n][];
        s = new float[n][][];
        copies = new float[n][];
        for (int k = 0; k < n; k++) {
            Tensor value = this.weights[k].value();
            if (value.offset() != 0) {
                throw new ShapeException(this.weights[k].path()
                        + ": a weight must begin its array, but it lies at index " + value.offset());
            }
            w[k] = value.data();
            s[k] = slots.of(this.weights[k]);
        }
        List<int[]> pieces = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        cut(pieces, starts);
        weight = pieces.stream().mapToInt(p -> p[0]).toArray();
        from = pieces.stream().mapToInt(p -> p[1]).toArray();
        to = pieces.stream().mapToInt(p -> p[2]).toArray();
        first = starts.stream().mapToInt(i -> i).toArray();
        partial = new double[weight.length];
    }

    private void cut(List<int[]> pieces, List<Integer> starts) {
        int filled = GRAIN; // the first piece begins a task
        for (int k = 0; k < weights.length; k++) {
            int size = weights[k].value().size();
            for (int at = 0; at < size; at += GRAIN) {
                int length = Math.min(GRAIN, size - at);
                if (filled + length > GRAIN) {
                    starts.add(pieces.size());
                    filled = 0;
                }
                pieces.add(new int[] {k, at, at + length});
                filled += length;
            }
        }
        starts.add(pieces.size());
    }

    boolean isFor(List<Variable> others) {
        if (others.size() != weights.length) {
            return false;
        }
        for (int k = 0; k < weights.length; k++) {
            if (others.get(k) != weights[k]) {
                return false;
            }
        }
        return true;
    }

    /** Takes the gradients of this step, which lie beside the weights. */
    void take(List<Tensor> gradients) {
        if (gradients.size() != weights.length) {
            throw new ShapeException(
                    "expected a gradient for each of " + weights.length + " weights, got " + gradients.size());
        }
        for (int k = 0; k < weights.length; k++) {
            Tensor gradient = gradients.get(k);
            if (!gradient.shape().equals(weights[k].shape())) {
                throw new ShapeException(weights[k].path() + ": the weight has shape " + weights[k].shape()
                        + ", its gradient " + gradient.shape());
            }
            g[k] = gradient.offset() == 0 ? gradient.data() : aligned(k, gradient);
        }
    }

    /** The same values from index 0 on: loops become vector code only where all arrays have one index. */
    private float[] aligned(int k, Tensor gradient) {
        if (copies[k] == null) {
            copies[k] = new float[gradient.size()];
        }
        System.arraycopy(gradient.data(), gradient.offset(), copies[k], 0, gradient.size());
        return copies[k];
    }

    /** Runs {@code update} on all values. */
    void run(Optimizer.Update update) {
        Pool.shared().run(first.length - 1, task -> {
            for (int p = first[task]; p < first[task + 1]; p++) {
                int k = weight[p];
                update.run(w[k], g[k], s[k], from[p], to[p]);
            }
        });
    }

    /** Σ g² of each weight, added up in the order of the values. */
    double[] squares() {
        Pool.shared().run(first.length - 1, task -> {
            for (int p = first[task]; p < first[task + 1]; p++) {
                partial[p] = squares(g[weight[p]], from[p], to[p]);
            }
        });
        double[] sums = new double[weights.length];
        for (int p = 0; p < weight.length; p++) {
            sums[weight[p]] += partial[p];
        }
        return sums;
    }

    private static double squares(float[] g, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) g[i] * g[i];
        }
        return sum;
    }

    /** Gives weight {@code k}'s gradient another scale: g ← g·factor/divisor. */
    void rescale(int k, float factor, float divisor) {
        float[] values = g[k];
        Pool.shared().range(weights[k].value().size(), GRAIN, (lo, hi) -> {
            for (int i = lo; i < hi; i++) {
                values[i] = values[i] * factor / divisor;
            }
        });
    }
}
