package dev.cornet.initializers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * Fills tensors with random values, each of which depends on the stream and its position alone; so the number of threads does not matter.
 */
final class RandomFill {
    /** The number of values per task; a value costs tens of nanoseconds. */
    private static final int GRAIN = 4096;

    private RandomFill() {}

    static void uniform(Tensor w, RandomStream random, double low, double high) {
        fill(w, i -> random.uniform(i, low, high));
    }

    static void normal(Tensor w, RandomStream random, double mean, double stddev) {
        fill(w, i -> mean + stddev * random.normal(i));
    }

    /** Values beyond two standard deviations are drawn again; the stream of an attempt is derived from its number. */
    static void truncatedNormal(Tensor w, RandomStream random, double mean, double stddev) {
        fill(w, i -> {
            double x = random.normal(i);
            for (long attempt = 0; Math.abs(x) > 2; attempt++) {
                x = random.foldIn(attempt).normal(i);
            }
            return mean + stddev * x;
        });
    }

    /** wᵢ ← value(i) */
    static void fill(Tensor w, IntToDoubleFunction value) {
        float[] values = w.data();
        int at = w.offset();
        WorkerPool.shared().range(w.size(), GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                values[at + i] = (float) value.applyAsDouble(i);
            }
        });
    }
}
