package dev.cornet.metrics;

import dev.cornet.config.Configurable;
import dev.cornet.config.FixedOptions;
import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A figure over the batches of an epoch. The object holds options only; what a run has measured so far stands in a {@link MetricState} of
 * that run, so one metric may be given to any number of models, runs and threads. {@link RunningMetric} is a metric to use by hand.
 *
 * <p>A metric of one's own extends {@link MeanMetric} where it is a mean over rows and writes one method. Any other extends
 * {@link FluentMetric} and says which sums it keeps:
 *
 * <pre>{@code
 * public final class Bias extends FluentMetric<Bias> {                       // the mean of p - t over all values
 *     @Override public MetricState newState() { return new MetricState(2); }
 *     @Override public void update(MetricState s, Tensor yTrue, Tensor yPred, Tensor weight) {
 *         for (int i = 0; i < yPred.size(); i++) {
 *             s.add(0, yPred.data()[yPred.offset() + i] - yTrue.data()[yTrue.offset() + i]);
 *             s.add(1, 1);
 *         }
 *     }
 *     @Override public double result(MetricState s) { return s.get(1) == 0 ? 0 : s.get(0) / s.get(1); }
 *     @Override public Direction direction() { return Direction.DOWN; }
 * }
 * }</pre>
 *
 * <p>Reference: Keras' metrics page.
 */
public abstract class Metric implements Configurable {
    private @Nullable FixedOptions fixed;

    @Option
    private @Nullable String name;

    // ---- what an author writes

    /** The state before the first batch; by default one whose size {@link #update} settles by {@link MetricState#ensureSize}. */
    public MetricState newState() {
        return new MetricState();
    }

    /**
     * Takes a batch into {@code state}, in place.
     *
     * @param weight one weight per sample (or per row), or null for ones
     */
    public abstract void update(MetricState state, Tensor yTrue, Tensor yPred, @Nullable Tensor weight);

    /** The figure over all batches that {@code state} has taken in; 0 when there were none. */
    public abstract double result(MetricState state);

    /** All figures of a metric that has one per threshold, class or output; {@link #result} is their mean. */
    public double[] results(MetricState state) {
        return new double[] {result(state)};
    }

    /**
     * The state after the batches of both, which stay as they are: by default all sums added. A metric whose state holds others than sums
     * writes its own.
     */
    public MetricState merge(MetricState a, MetricState b) {
        MetricState both = new MetricState();
        both.addAll(a);
        both.addAll(b);
        return both;
    }

    /** Which way is better. */
    public abstract Direction direction();

    /** Refuses targets that do not fit the predictions. */
    public void checkTargets(Tensor target, Tensor prediction) {}

    /**
     * The metric that stands for this one on targets and outputs of these shapes (batch axis included): itself, unless
     * it is a family as "accuracy".
     */
    public Metric resolve(Shape target, Shape prediction) {
        return this;
    }

    /**
     * The metric that gives this one's figure from logits, the values before the last activation, where it is computed from them
     * (cross-entropy behind softmax or sigmoid); null where it is computed from the output. A metric that takes logits anyway is its own
     * answer.
     *
     * @param activation Keras' name of the last activation, as "softmax"
     * @return a form that takes the states of this metric
     */
    public @Nullable Metric onLogits(String activation) {
        return null;
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this metric unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }

    // ---- what a trainer calls

    /** The name under which the figure is logged; default Keras' name of the class, as "precision". */
    public final String name() {
        return name != null ? name : defaultName();
    }

    /** The name of a metric that has been given none. */
    protected String defaultName() {
        return KerasNames.snake(KerasNames.of(getClass()));
    }

    /** The name under which the figure is logged. */
    public Metric named(String name) {
        this.name = name;
        requireOptionsAsFixed();
        return this;
    }

    /** From here on options cannot change: what compile makes of them would not follow, a file would. */
    public final void fixOptions() {
        if (fixed == null) {
            fixed = FixedOptions.of(this, Set.of(), part -> false);
        }
    }

    /** Refuses, and undoes, a change of options after {@link #fixOptions}. */
    final void requireOptionsAsFixed() {
        FixedOptions before = fixed;
        if (before != null) {
            before.requireUnchanged(
                    KerasNames.of(getClass()),
                    "The metric has been given to compile: make a new one and compile again.");
        }
    }
}
