package dev.cornet.constraints;

import dev.cornet.backend.WorkerPool;
import dev.cornet.tensor.Tensor;

/**
 * A constraint that projects each value of a weight on its own, w ← π(w):
 *
 * <pre>{@code
 * public final class Clip extends ElementwiseConstraint<Clip> {              // w ← min(max(w, −limit), limit)
 *     @Option private double limit = 1;
 *
 *     public Clip limit(double limit) {
 *         this.limit = limit;
 *         return checked();
 *     }
 *     @Override protected double value(double w) {
 *         return Math.min(Math.max(w, -limit), limit);
 *     }
 * }
 * }</pre>
 *
 * <p>Options are fields with {@link dev.cornet.config.Option}; override {@code check} to refuse values, by {@code require}.
 *
 * @param <C> the constraint class itself
 */
public abstract class ElementwiseConstraint<C extends ElementwiseConstraint<C>> extends FluentConstraint<C> {
    /** Values per task. */
    private static final int GRAIN = 16_384;

    /** π(w), the allowed value nearest to w. Several threads call it. */
    protected abstract double value(double w);

    @Override
    public final void project(Tensor w) {
        projection(w).run();
    }

    @Override
    public final Runnable projection(Tensor w) {
        int tasks = (w.size() + GRAIN - 1) / GRAIN;
        WorkerPool.Task task = t -> project(w, t * GRAIN, Math.min(w.size(), (t + 1) * GRAIN));
        return () -> WorkerPool.shared().run(tasks, task);
    }

    private void project(Tensor w, int from, int to) {
        project(w.data(), w.offset() + from, w.offset() + to);
    }

    /** Projects the values {@code from … to−1} of x. */
    void project(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = (float) value(x[i]);
        }
    }
}
