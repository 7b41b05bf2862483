package dev.cornet.metrics;

import dev.cornet.exceptions.Arguments;
import dev.cornet.exceptions.ShapeException;
import dev.cornet.losses.FluentLoss;
import dev.cornet.losses.Loss;
import dev.cornet.losses.LossValues;
import dev.cornet.losses.RowLoss;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A metric that is the mean of a loss over all samples; see {@code docs/decisions/2026-11-21-loss-metrics-have-no-arithmetic.md}. A loss of
 * your own becomes a metric by one method:
 *
 * <pre>{@code
 * public final class DiceMetric extends LossMetric<DiceMetric> {
 *     @Override protected FluentLoss<?> newLoss() { return new Dice(); }
 * }
 * }</pre>
 *
 * <p>A loss with one number for several rows counts as often as there are rows; so its mean is the loss that fit and evaluate report, and
 * depends on the batch size like that. A row loss that ignores rows needs {@link #counts} here too.
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
        RowLoss<?> rowLoss = (RowLoss<?>) cachedLoss();
        rowLoss.losses(target, prediction, v);
    }

    @Override
    public final void update(MetricState state, Tensor target, Tensor prediction, @Nullable Tensor weight) {
        Loss loss = cachedLoss();
        if (loss instanceof RowLoss<?>) {
            super.update(state, target, prediction, weight);
        } else {
            LossValues losses =
                    Arguments.notNull(loss.evaluate(target, prediction), name() + ": what evaluate returns");
            addLosses(state, losses, new PredictionRows(name(), prediction, weight));
        }
    }

    /** Adds the losses of a batch; the loss of several rows once for each of them, with the weight of the row. */
    private void addLosses(MetricState state, LossValues losses, PredictionRows rows) {
        int perLoss = losses.size() == 0 ? 0 : rows.rows() / losses.size();
        int perRow = rows.rows() == 0 ? 0 : losses.size() / rows.rows();
        if (Math.max(perLoss, 1) * losses.size() != Math.max(perRow, 1) * rows.rows()) {
            throw new ShapeException(name() + ": the loss has " + losses.size() + " values for " + rows.rows()
                    + " rows of predictions. A metric needs one for the batch, or the same number for each sample, in their"
                    + " order.");
        }
        for (int r = 0; r < rows.rows(); r++) {
            for (int k = 0; k < Math.max(perRow, 1); k++) {
                int j = perRow > 1 ? r * perRow + k : r / perLoss;
                double w =
                        losses.counts(j) ? rows.weight(r) / (rows.rowsPerSample() * (double) Math.max(perRow, 1)) : 0;
                state.add(TOTAL, w * losses.get(j));
                state.add(WEIGHT, w);
            }
        }
    }

    @Override
    public void checkTargets(Tensor target, Tensor prediction) {
        newLoss().named(name()).checkTargets(target, prediction);
    }

    @Override
    public @Nullable Metric fromLogitsVariant(String activation) {
        Loss fromOutput = cachedLoss();
        Loss fromLogits = fromOutput.fromLogitsVariant(activation);
        if (fromLogits == fromOutput) {
            return this;
        }
        return fromLogits instanceof FluentLoss<?> fluent ? new FromLogits(fluent).named(name()) : null;
    }

    /** The mean of a loss computed from logits; its states and name are those of the metric that is computed from the output. */
    private static final class FromLogits extends LossMetric<FromLogits> {
        private final FluentLoss<?> loss;

        FromLogits(FluentLoss<?> loss) {
            this.loss = loss;
        }

        @Override
        protected FluentLoss<?> newLoss() {
            return loss;
        }
    }

    @Override
    public Direction direction() {
        return Direction.MINIMIZE;
    }
}
