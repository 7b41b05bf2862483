package dev.cornet.constraints;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;

/** Keeps weights non-negative: w ← max(w, 0). Reference: Keras' NonNeg page. */
public final class NonNeg extends Constraint {
    @Override
    public void project(Tensor w) {
        float[] x = w.data();
        int at = w.offset();
        WorkerPool.shared().range(w.size(), 16_384, (from, to) -> {
            for (int i = at + from; i < at + to; i++) {
                x[i] = Math.max(x[i], 0f);
            }
        });
    }
}
