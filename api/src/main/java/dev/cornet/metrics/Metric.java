package dev.cornet.metrics;

import dev.cornet.config.CompiledOptions;
import dev.cornet.config.Configurable;
import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.OptionChecks;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A value computed over the batches of an epoch, such as accuracy. The object holds options only; what a run has accumulated is in a {@link
 * MetricState} of that run, so one metric may be shared by any number of models, runs and threads. {@link RunningMetric} is for use outside
 * models.
 *
 * <p>To write a metric that is a mean over rows, extend {@link MeanMetric} and implement {@code values} and {@code direction}. For any
 * other metric extend {@link FluentMetric} and define its sums:
 *
 * <pre>{@code
 * public final class Bias extends FluentMetric<Bias> {                       // the weighted mean of p - t over all values
 *     @Override public MetricState newState() { return new MetricState(2); }
 *     @Override public void update(MetricState s, Tensor yTrue, Tensor yPred, Tensor weight) {
 *         int perWeight = weight == null ? 1 : yPred.size() / weight.size();
 *         for (int i = 0; i < yPred.size(); i++) {
 *             double w = weight == null ? 1 : weight.data()[weight.offset() + i / perWeight];
 *             s.add(0, w * (yPred.data()[yPred.offset() + i] - yTrue.data()[yTrue.offset() + i]));
 *             s.add(1, w);
 *         }
 *     }
 *     @Override public double result(MetricState s) { return s.get(1) == 0 ? 0 : s.get(0) / s.get(1); }
 *     @Override public Direction direction() { return Direction.MINIMIZE; }
 * }
 * }</pre>
 *
 * <p>Reference: Keras' metrics page.
 */
public abstract class Metric implements Configurable {
    private final CompiledOptions compiledOptions = new CompiledOptions(this, "metric");

    @Option
    private @Nullable String name;

    // ---- for implementations

    /**
     * The state before the first batch. By default it has no sums yet; {@link #update} then sets their number by {@link
     * MetricState#ensureSize}.
     */
    public MetricState newState() {
        return new MetricState();
    }

    /**
     * Adds a batch to {@code state}, in place.
     *
     * @param weight one weight per sample (or per row); null if all are 1
     */
    public abstract void update(MetricState state, Tensor yTrue, Tensor yPred, @Nullable Tensor weight);

    /** The value of the metric over all batches that were added to {@code state}; 0 if there were none. */
    public abstract double result(MetricState state);

    /** All values of a metric that has one per threshold, class or output; {@link #result} is their mean. */
    public double[] results(MetricState state) {
        return new double[] {result(state)};
    }

    /**
     * The state after the batches of both states, which are not changed. By default their sums are added; override this if the state of a
     * metric holds anything else, such as a maximum.
     */
    public MetricState merge(MetricState a, MetricState b) {
        MetricState both = new MetricState();
        both.addAll(a);
        both.addAll(b);
        return both;
    }

    /** Whether larger or smaller values are better. */
    public abstract Direction direction();

    /** Refuses targets that do not fit the predictions. */
    public void checkTargets(Tensor target, Tensor prediction) {}

    /**
     * The metric to use for targets and outputs of these shapes (batch axis included): this one, unless its name stands for several
     * metrics, as "accuracy" does.
     */
    public Metric resolve(Shape target, Shape prediction) {
        return this;
    }

    /**
     * The metric that computes the same from logits, the input of the model's last activation. Only cross-entropies after softmax or
     * sigmoid have one; others return null and are computed from the output. A metric with {@code fromLogits} set returns itself.
     *
     * @param activation Keras' name of the last activation, such as "softmax"
     * @return a metric whose states have the same sums as those of this one
     */
    public @Nullable Metric fromLogitsVariant(String activation) {
        return null;
    }

    /** Throws an {@link dev.cornet.exceptions.OptionException} that names this metric unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        OptionChecks.require(this, condition, format, arguments);
    }

    // ---- for training and evaluation

    /** The name in logs and files: the given one, or Keras' name of the class, such as "precision". */
    public final String name() {
        return name != null ? name : defaultName();
    }

    /** The name of a metric that was not given a name. */
    protected String defaultName() {
        return KerasNames.defaultName(getClass());
    }

    /** Sets the name in logs and files. */
    public Metric named(String name) {
        this.name = name;
        requireOptionsUnchanged();
        return this;
    }

    /** Forbids later changes of options, which would appear in the model's file but have no effect on the compiled model. */
    public final void fixOptions() {
        compiledOptions.fix();
    }

    /** Undoes and refuses a change of options after {@link #fixOptions}. */
    final void requireOptionsUnchanged() {
        compiledOptions.requireUnchanged();
    }
}
