package dev.cornet.optimizers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of a list of weights, their gradients and their slots, cut into tasks of about one size: a large weight
 * into several pieces, many small weights into one task. The cut depends on sizes alone.
 */
final class ParameterChunks {
    /**
     * Values per task: long enough to outweigh handing it to another thread, small enough for weight, gradient and
     * slots to stay in L2.
     */
    private static final int GRAIN = 16_384;

    private final Variable[] weights;
    private final float[][] w;
    private final float[][] g;
    private final float[][][] s;

    /** Gradients that do not begin their arrays, and the arrays for copies that do. */
    private final @Nullable Tensor[] elsewhere;

    private final @Nullable float[][] copies;
    private boolean copied;

    /** For each weight its values and those of its slots, where they are to be put back after an exception. */
    private float @Nullable [][][] kept;

    /** Piece p is the range from … to−1 of a weight; task t has the pieces first[t] … first[t+1]−1. */
    private final int[] weight;

    private final int[] from;
    private final int[] to;
    private final int[] first;
    private final double[] partial;

    ParameterChunks(List<Variable> weights, Slots slots) {
        this.weights = weights.toArray(new Variable[0]);
        int n = this.weights.length;
        w = new float[n][];
        g = new float[n][];
        s = new float[n][][];
        elsewhere = new Tensor[n];
        copies = new float[n][];
        for (int k = 0; k < n; k++) {
            Tensor value = this.weights[k].value(); // the optimizer says when it has written
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
            int size = weights[k].shape().size();
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
            elsewhere[k] = gradient.offset() == 0 ? null : gradient;
            g[k] = gradient.offset() == 0 ? gradient.data() : copy(k);
        }
        copied = false;
    }

    private float[] copy(int k) {
        float[] copy = copies[k];
        if (copy == null) {
            copy = new float[weights[k].shape().size()];
            copies[k] = copy;
        }
        return copy;
    }

    /** Copies the values of the weights and of their slots. */
    void keep() {
        if (kept == null) {
            kept = new float[w.length][][];
            for (int k = 0; k < w.length; k++) {
                kept[k] = new float[1 + s[k].length][w[k].length];
            }
        }
        float[][][] copies = kept;
        WorkerPool.shared().run(w.length, k -> {
            System.arraycopy(w[k], 0, copies[k][0], 0, w[k].length);
            for (int i = 0; i < s[k].length; i++) {
                System.arraycopy(s[k][i], 0, copies[k][1 + i], 0, w[k].length);
            }
        });
    }

    /** Gives weights and slots the values of {@link #keep}. */
    void putBack() {
        float[][][] copies = Objects.requireNonNull(kept, "kept");
        for (int k = 0; k < w.length; k++) {
            System.arraycopy(copies[k][0], 0, w[k], 0, w[k].length);
            for (int i = 0; i < s[k].length; i++) {
                System.arraycopy(copies[k][1 + i], 0, s[k][i], 0, w[k].length);
            }
        }
    }

    /** Runs {@code update} on all values. */
    void run(Optimizer.Update update) {
        region((p, k) -> update.run(w[k], g[k], s[k], from[p], to[p]));
    }

    /** Σ g² of each weight, added up in the order of the values. */
    double[] squares() {
        region((p, k) -> partial[p] = squares(g[k], from[p], to[p]));
        double[] sums = new double[weights.length];
        for (int p = 0; p < weight.length; p++) {
            sums[weight[p]] += partial[p];
        }
        return sums;
    }

    private interface Body {
        void run(int piece, int weight);
    }

    // Loops become vector code only where all arrays have one index. So a gradient that lies elsewhere is copied to its
    // weight's
    // indices, by the step's first region, piece by piece while the values are in the cache anyway.
    private void region(Body body) {
        WorkerPool.shared().run(first.length - 1, task -> {
            for (int p = first[task]; p < first[task + 1]; p++) {
                int k = weight[p];
                Tensor source = elsewhere[k];
                if (source != null && !copied) {
                    System.arraycopy(source.data(), source.offset() + from[p], g[k], from[p], to[p] - from[p]);
                }
                body.run(p, k);
            }
        });
        copied = true;
    }

    /** Four sums side by side, as each addition waits for the one before it. */
    private static double squares(float[] g, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += (double) g[i] * g[i];
            b += (double) g[i + 1] * g[i + 1];
            c += (double) g[i + 2] * g[i + 2];
            d += (double) g[i + 3] * g[i + 3];
        }
        for (; i < to; i++) {
            a += (double) g[i] * g[i];
        }
        return a + b + (c + d);
    }

    /** Gives weight {@code k}'s gradient another scale: g ← g·factor/divisor. */
    void rescale(int k, float factor, float divisor) {
        float[] values = g[k];
        WorkerPool.shared().range(weights[k].shape().size(), GRAIN, (lo, hi) -> {
            for (int i = lo; i < hi; i++) {
                values[i] = values[i] * factor / divisor;
            }
        });
    }
}
