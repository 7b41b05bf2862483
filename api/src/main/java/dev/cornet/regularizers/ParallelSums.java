package dev.cornet.regularizers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;

/**
 * Sums over all values of a weight, in double. Partial sums over chunks of fixed length are added in order, so the number of threads does
 * not matter.
 */
final class ParallelSums {
    private static final int CHUNK = 16_384;

    private ParallelSums() {}

    /** Σ |wᵢ| */
    static double absolute(Tensor w) {
        return of(w, (x, from, to) -> {
            double a = 0;
            double b = 0;
            int i = from;
            for (; i + 1 < to; i += 2) {
                a += Math.abs(x[i]);
                b += Math.abs(x[i + 1]);
            }
            return i < to ? a + b + Math.abs(x[i]) : a + b;
        });
    }

    /** Σ wᵢ² */
    static double squares(Tensor w) {
        return of(w, (x, from, to) -> {
            double a = 0;
            double b = 0;
            int i = from;
            for (; i + 1 < to; i += 2) {
                a += (double) x[i] * x[i];
                b += (double) x[i + 1] * x[i + 1];
            }
            return i < to ? a + b + (double) x[i] * x[i] : a + b;
        });
    }

    /** The sum over the values {@code from … to−1} of x. */
    interface ChunkSum {
        double sum(float[] x, int from, int to);
    }

    /** The sum of {@code chunkSum} over all chunks of w. */
    static double of(Tensor w, ChunkSum chunkSum) {
        double[] sums = new double[(w.size() + CHUNK - 1) / CHUNK];
        WorkerPool.shared()
                .range(
                        w.size(),
                        CHUNK,
                        (from, to) -> sums[from / CHUNK] = chunkSum.sum(w.data(), w.offset() + from, w.offset() + to));
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }
}
