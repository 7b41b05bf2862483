package dev.cornet.initializers;

import dev.cornet.backend.WorkerPool;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** Fills tensors with random values that depend on the stream and their position alone, so any number of threads gives the same. */
final class RandomFill {
    /** Values per task: they cost tens of nanoseconds each. */
    private static final int GRAIN = 4096;

    private interface Law {
        double at(long position);
    }

    private RandomFill() {}

    static void uniform(Tensor w, RandomStream noise, double low, double high) {
        fill(w, i -> noise.uniform(i, low, high));
    }

    static void normal(Tensor w, RandomStream noise, double mean, double stddev) {
        fill(w, i -> mean + stddev * noise.normal(i));
    }

    /** Values beyond two standard deviations are drawn again, each attempt from a stream of its own. */
    static void truncatedNormal(Tensor w, RandomStream noise, double mean, double stddev) {
        fill(w, i -> {
            double x = noise.normal(i);
            for (long attempt = 0; Math.abs(x) > 2; attempt++) {
                x = noise.foldIn(attempt).normal(i);
            }
            return mean + stddev * x;
        });
    }

    private static void fill(Tensor w, Law law) {
        float[] values = w.data();
        int at = w.offset();
        WorkerPool.shared().range(w.size(), GRAIN, (from, to) -> {
            for (int i = from; i < to; i++) {
                values[at + i] = (float) law.at(i);
            }
        });
    }
}
