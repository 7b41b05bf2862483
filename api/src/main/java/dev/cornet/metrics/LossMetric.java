package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean of a loss, as a figure to look at.
 *
 * @param <M> the metric itself
 */
public abstract class LossMetric<M extends LossMetric<M>> extends MeanMetric<M> {
    private volatile @Nullable Loss loss; // made of the options

    /** The loss with this metric's options. */
    protected abstract FluentLoss<?> loss();

    /** A change of options asks for the loss anew. */
    @Override
    public void check() {
        loss = null;
        loss().check();
    }

    private Loss kept() {
        Loss made = loss;
        if (made == null) {
            made = loss();
            loss = made;
        }
        return made;
    }

    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        kept().losses(target, prediction, v);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        loss().named(name()).checkTargets(target, prediction);
    }

    @Override
    public @Nullable Metric onLogits(String activation) {
        Loss own = kept();
        Loss onLogits = own.fromLogitsVariant(activation);
        if (onLogits == null || onLogits == own) {
            return onLogits == null ? null : this;
        }
        return new OnLogits(onLogits).named(name());
    }

    /** The mean of a loss on logits, under the name of a metric on outputs. */
    private static final class OnLogits extends MeanMetric<OnLogits> {
        private final Loss loss;

        OnLogits(Loss loss) {
            this.loss = loss;
        }

        @Override
        protected void values(Tensor target, Tensor logits, double[] v) {
            loss.losses(target, logits, v);
        }

        @Override
        public Direction direction() {
            return Direction.MINIMIZE;
        }
    }

    @Override
    public Direction direction() {
        return Direction.MINIMIZE;
    }
}
