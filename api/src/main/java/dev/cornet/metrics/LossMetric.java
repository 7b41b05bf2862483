package dev.cornet.metrics;

import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A metric that is the mean of a loss over all samples; see {@code docs/decisions/2026-11-21-loss-metrics-have-no-arithmetic.md}.
 *
 * @param <M> the metric class itself
 */
public abstract class LossMetric<M extends LossMetric<M>> extends MeanMetric<M> {
    private transient volatile @Nullable Loss newLoss; // created when it is first needed

    /** Creates the loss with the options of this metric. */
    protected abstract FluentLoss<?> newLoss();

    /** Checks the options and discards the cached loss, whose options may be outdated. */
    @Override
    public void check() {
        newLoss = null;
        newLoss().check();
    }

    private Loss cachedLoss() {
        Loss cached = newLoss;
        if (cached == null) {
            cached = newLoss();
            newLoss = cached;
        }
        return cached;
    }

    @Override
    protected void values(Tensor target, Tensor prediction, double[] v) {
        cachedLoss().losses(target, prediction, v);
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        newLoss().named(name()).checkTargets(target, prediction);
    }

    @Override
    public @Nullable Metric fromLogitsVariant(String activation) {
        Loss fromOutput = cachedLoss();
        Loss fromLogits = fromOutput.fromLogitsVariant(activation);
        if (fromLogits == null) {
            return null;
        }
        return fromLogits == fromOutput ? this : new FromLogits(fromLogits).named(name());
    }

    /** The mean of a loss computed from logits; its states and name are those of the metric that is computed from the output. */
    private static final class FromLogits extends MeanMetric<FromLogits> {
        private final Loss loss;

        FromLogits(Loss loss) {
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
