package dev.cornet.optimizers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.nn.Variable;
import dev.cornet.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values, gradients and slots of a list of weights, divided into tasks of about equal size: a large weight is divided into several
 * chunks, small weights share a task. The division depends on sizes alone.
 */
final class ParameterChunks {
    /**
     * The number of values per task: enough to outweigh the cost of a task, few enough for weight, gradient and slots to stay in the L2
     * cache.
     */
    private static final int GRAIN = 16_384;

    private final Variable[] weights;

    /** The values, gradients and slots of each weight. */
    private final float[][] w;

    private final float[][] g;
    private final float[][][] s;

    /** The slots of each weight by name. */
    private final List<Map<String, Tensor>> slots = new ArrayList<>();

    /**
     * For each weight: its gradient if that has an offset in its array, else null; and an array for a copy of the gradient without offset.
     */
    private final @Nullable Tensor[] offsetGradients;

    private final @Nullable float[][] copies;
    private boolean copied;

    /** For each weight a copy of its values and of its slots, for restoring them after an exception. */
    private float @Nullable [][][] snapshot;

    /** Chunk p is the range start[p] … end[p]−1 of weight number weightOf[p]; task t has the chunks firstChunk[t] … firstChunk[t+1]−1. */
    private final int[] weightOf;

    private final int[] start;
    private final int[] end;
    private final int[] firstChunk;
    private final double[] partialSums;
    private final double[] sumsOfSquares;

    ParameterChunks(List<Variable> weights, Slots slotsOfAll) {
        this.weights = weights.toArray(new Variable[0]);
        int n = this.weights.length;
        w = new float[n][];
        g = new float[n][];
        s = new float[n][][];
        offsetGradients = new Tensor[n];
        copies = new float[n][];
        for (int k = 0; k < n; k++) {
            Tensor value = this.weights[k].value(); // the optimizer calls changed() after writing to it
            if (value.offset() != 0) {
                throw new ShapeException(this.weights[k].path()
                        + ": a weight must begin its array, but it lies at index " + value.offset());
            }
            w[k] = value.data();
            Map<String, Tensor> own = slotsOfAll.of(this.weights[k]);
            slots.add(own);
            s[k] = own.values().stream().map(Tensor::data).toArray(float[][]::new);
        }
        List<int[]> chunks = new ArrayList<>();
        List<Integer> firstChunks = new ArrayList<>();
        divide(chunks, firstChunks);
        weightOf = chunks.stream().mapToInt(p -> p[0]).toArray();
        start = chunks.stream().mapToInt(p -> p[1]).toArray();
        end = chunks.stream().mapToInt(p -> p[2]).toArray();
        firstChunk = firstChunks.stream().mapToInt(i -> i).toArray();
        partialSums = new double[weightOf.length];
        sumsOfSquares = new double[n];
    }

    private void divide(List<int[]> chunks, List<Integer> firstChunks) {
        int filled = GRAIN; // so that the first chunk begins a task
        for (int k = 0; k < weights.length; k++) {
            int size = weights[k].shape().size();
            for (int at = 0; at < size; at += GRAIN) {
                int length = Math.min(GRAIN, size - at);
                if (filled + length > GRAIN) {
                    firstChunks.add(chunks.size());
                    filled = 0;
                }
                chunks.add(new int[] {k, at, at + length});
                filled += length;
            }
        }
        firstChunks.add(chunks.size());
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

    /** Sets the gradients of this step, in the order of the weights. */
    void setGradients(List<Tensor> gradients) {
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
            offsetGradients[k] = gradient.offset() == 0 ? null : gradient;
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
    void takeSnapshot() {
        float[][][] copies = snapshot;
        if (copies == null) {
            copies = new float[w.length][][];
            for (int k = 0; k < w.length; k++) {
                copies[k] = new float[1 + s[k].length][];
                copies[k][0] = new float[w[k].length];
                for (int i = 0; i < s[k].length; i++) {
                    copies[k][1 + i] = new float[s[k][i].length];
                }
            }
            snapshot = copies;
        }
        copyTo(copies);
    }

    private void copyTo(float[][][] copies) {
        WorkerPool.shared().run(w.length, k -> {
            System.arraycopy(w[k], 0, copies[k][0], 0, w[k].length);
            for (int i = 0; i < s[k].length; i++) {
                System.arraycopy(s[k][i], 0, copies[k][1 + i], 0, s[k][i].length);
            }
        });
    }

    /** Restores the values of {@link #takeSnapshot}. */
    void restoreSnapshot() {
        float[][][] copies = Objects.requireNonNull(snapshot, "snapshot");
        for (int k = 0; k < w.length; k++) {
            System.arraycopy(copies[k][0], 0, w[k], 0, w[k].length);
            for (int i = 0; i < s[k].length; i++) {
                System.arraycopy(copies[k][1 + i], 0, s[k][i], 0, s[k][i].length);
            }
        }
    }

    /** Starts new versions of all weights, or, if not {@code all}, of those with constraints; allocates nothing. */
    void markChanged(boolean all) {
        for (Variable weight : weights) {
            if (all || weight.constraint() != null) {
                weight.changed();
            }
        }
    }

    /** Returns the projections of the weights by their constraints. */
    List<Runnable> projections() {
        List<Runnable> projections = List.of();
        for (Variable weight : weights) {
            if (weight.constraint() != null) {
                projections = projections.isEmpty() ? new ArrayList<>() : projections;
                projections.add(weight.constraint().projection(weight.value()));
            }
        }
        return projections;
    }

    /** Runs {@code update} on all values. */
    void run(Optimizer.Update update) {
        forEachChunk((p, k) -> update.run(w[k], g[k], s[k], start[p], end[p]));
    }

    /** Returns the updates of all weights in the step whose gradients have been set. */
    List<WeightUpdate> weightUpdates(Optimizer optimizer, float learningRate, long step) {
        List<WeightUpdate> updates = new ArrayList<>();
        for (int k = 0; k < weights.length; k++) {
            Tensor gradient = Tensor.wrap(g[k], 0, weights[k].shape());
            updates.add(new WeightUpdate(optimizer.name(), weights[k], gradient, slots.get(k), learningRate, step));
        }
        return updates;
    }

    /** Sets g to the mean of the gradients of some steps: those summed in {@code slot} and that of the last step. */
    void takeMean(int slot, int steps) {
        run((w, g, s, from, to) -> {
            float[] sum = s[slot];
            for (int i = from; i < to; i++) {
                g[i] = (sum[i] + g[i]) / steps;
            }
        });
    }

    /** Adds the gradients to their sums, or, after an update by their mean, sets the sums to 0. */
    static void accumulate(float[] sum, float[] g, boolean clears, int from, int to) {
        if (clears) {
            Arrays.fill(sum, from, to, 0f);
            return;
        }
        for (int i = from; i < to; i++) {
            sum[i] += g[i];
        }
    }

    /** Σ g² of each weight, in an array that the next call overwrites; the order of additions is fixed. */
    double[] sumsOfSquares() {
        forEachChunk((p, k) -> partialSums[p] = sumOfSquares(g[k], start[p], end[p]));
        Arrays.fill(sumsOfSquares, 0);
        for (int p = 0; p < weightOf.length; p++) {
            sumsOfSquares[weightOf[p]] += partialSums[p];
        }
        return sumsOfSquares;
    }

    private interface ChunkTask {
        void run(int chunk, int weight);
    }

    // Loops compile to vector instructions only if all arrays have the same index. So the first call of a step copies
    // gradients with an offset to arrays without, chunk by chunk, while the values are in the cache.
    private void forEachChunk(ChunkTask body) {
        WorkerPool.shared().run(firstChunk.length - 1, task -> {
            for (int p = firstChunk[task]; p < firstChunk[task + 1]; p++) {
                int k = weightOf[p];
                Tensor source = offsetGradients[k];
                if (source != null && !copied) {
                    System.arraycopy(source.data(), source.offset() + start[p], g[k], start[p], end[p] - start[p]);
                }
                body.run(p, k);
            }
        });
        copied = true;
    }

    /** Four accumulators, because with a single one each addition waits for the one before. */
    private static double sumOfSquares(float[] g, int from, int to) {
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

    /** Rescales the gradient of weight {@code k}: g ← g·factor/divisor. */
    void rescale(int k, float factor, float divisor) {
        float[] values = g[k];
        WorkerPool.shared().range(weights[k].shape().size(), GRAIN, (lo, hi) -> {
            for (int i = lo; i < hi; i++) {
                values[i] = values[i] * factor / divisor;
            }
        });
    }

    /** w ← w − w·wd·lr */
    static void decay(float[] w, float wd, float lr, int from, int to) {
        for (int i = from; i < to; i++) {
            w[i] -= w[i] * wd * lr;
        }
    }

    /** average ← momentum·average + (1 − momentum)·w */
    static void updateAverage(float[] average, float[] w, float momentum, int from, int to) {
        float complement = 1f - momentum;
        for (int i = from; i < to; i++) {
            average[i] = momentum * average[i] + complement * w[i];
        }
    }
}
