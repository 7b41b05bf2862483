package dev.cornet.constraints;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;

/** Keeps weights non-negative: w ← max(w, 0). Reference: Keras' NonNeg page. */
public final class NonNeg extends Constraint {
    /** Values per task. */
    private static final int GRAIN = 16_384;

    @Override
    public void project(Tensor w) {
        projection(w).run();
    }

    @Override
    public Runnable projection(Tensor w) {
        int tasks = (w.size() + GRAIN - 1) / GRAIN;
        WorkerPool.Task task = t -> clip(w, t * GRAIN, Math.min(w.size(), (t + 1) * GRAIN));
        return () -> WorkerPool.shared().run(tasks, task);
    }

    private static void clip(Tensor w, int from, int to) {
        float[] x = w.data();
        for (int i = w.offset() + from; i < w.offset() + to; i++) {
            x[i] = Math.max(x[i], 0f);
        }
    }
}
