package dev.cornet.regularizers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;

/** Sums over all values of a weight, in double: parts of fixed length, added in their order, so threads do not matter. */
final class Sums {
    private static final int PART = 16_384;

    private Sums() {}

    /** Σ |wᵢ| */
    static double absolute(Tensor w) {
        return parts(w, (x, from, to) -> {
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
        return parts(w, (x, from, to) -> {
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

    private interface Part {
        double sum(float[] x, int from, int to);
    }

    private static double parts(Tensor w, Part part) {
        double[] sums = new double[(w.size() + PART - 1) / PART];
        WorkerPool.shared()
                .range(
                        w.size(),
                        PART,
                        (from, to) -> sums[from / PART] = part.sum(w.data(), w.offset() + from, w.offset() + to));
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }
}
