package dev.cornet.optimizers;

import dev.cornet.backend.Ops;
import dev.cornet.backend.WorkerPool;
import dev.cornet.exceptions.Arguments;
import dev.cornet.nn.Variable;
import dev.cornet.optimizers.schedules.LearningRate;
import dev.cornet.tensor.Tensor;
import java.util.List;

/**
 * An optimizer whose algorithm needs whole weights, because it uses their norms or shapes: LAMB, LARS, Adafactor, Muon. An algorithm that
 * changes each value on its own extends {@link FluentOptimizer} instead, whose {@link Optimizer#update} runs in parallel on parts of a
 * weight.
 *
 * <p>This is LARS without momentum, w ← w − η·(‖w‖ / ‖g‖)·g:
 *
 * <pre>{@code
 * public final class Lars extends WholeWeightOptimizer<Lars> {
 *     public Lars() {
 *         super(0.01);
 *     }
 *
 *     @Override protected void updateWeight(WeightUpdate u) {
 *         double ratio = Math.sqrt(Ops.sumOfSquares(u.w()) / Math.max(Ops.sumOfSquares(u.g()), 1e-12));
 *         Ops.addScaled(u.w(), u.g(), (float) (-u.learningRate() * ratio));
 *     }
 * }
 * }</pre>
 *
 * <p>State is kept in slots: {@link #slots} returns their names, {@code u.slot("momentum")} is one of them. They are saved with the model,
 * and training resumes with them. Clipping and gradient accumulation precede the update, and weight decay too; the moving average of the
 * weights and constraints follow it. If an exception is thrown, weights and slots stay as they were.
 *
 * @param <O> the optimizer class itself
 */
public abstract class WholeWeightOptimizer<O extends WholeWeightOptimizer<O>> extends FluentOptimizer<O> {
    protected WholeWeightOptimizer(double learningRate) {
        super(learningRate);
    }

    protected WholeWeightOptimizer(LearningRate learningRate) {
        super(learningRate);
    }

    /** Changes one weight. It is called for several weights at a time, from several threads. */
    protected abstract void updateWeight(WeightUpdate u);

    /**
     * Changes all weights of a step; by default calls {@link #updateWeight} for each, in parallel. Override this if an update depends on
     * all gradients, such as on their common norm.
     */
    protected void updateWeights(List<WeightUpdate> updates) {
        WorkerPool.shared().run(updates.size(), k -> updateWeight(updates.get(k)));
    }

    /**
     * The slot of a weight before its first step, of any shape; the values are copied. By default it has the shape of the weight, and all
     * values are {@link #initial}. Adafactor has sums of rows and columns, Lookahead begins with the weight itself.
     *
     * @param w the weight; to be read only
     */
    protected Tensor newSlot(String slot, Tensor w) {
        Tensor values = Tensor.zeros(w.shape());
        Ops.fill(values, initial(slot));
        return values;
    }

    @Override
    final Tensor createSlot(String slot, Variable weight) {
        return Arguments.notNull(newSlot(slot, weight.value()), name() + ": what newSlot returns for " + slot)
                .copy();
    }

    @Override
    protected final Update update(float lr, long t) {
        throw new IllegalStateException("updateWeight takes the place of update");
    }
}
