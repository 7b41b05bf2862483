package dev.cornet.metric;

import dev.cornet.config.Configurable;
import dev.cornet.config.Names;
import dev.cornet.config.Option;
import dev.cornet.config.Options;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A figure that runs over the batches of an epoch: sums in double, so that cutting the data into batches otherwise
 * changes nothing but rounding. Not safe for several threads.
 *
 * <p>A metric of one's own extends {@link MeanMetric} where it is a mean over rows, else {@link FluentMetric}.
 * Reference: Keras' metrics page.
 */
public abstract class Metric implements Configurable {
    @Option
    private @Nullable String name;

    // ---- what an author writes

    /**
     * Takes in a batch.
     *
     * @param weight one weight per sample (or per row), or null for ones
     */
    public abstract void update(Tensor target, Tensor prediction, @Nullable Tensor weight);

    /** The figure over all batches since {@link #reset}; 0 when there were none. */
    public abstract double result();

    /** Forgets all batches. */
    public abstract void reset();

    /** Which way is better. */
    public abstract Direction direction();

    /** All figures of a metric that has one per threshold, class or output; {@link #result} is their mean. */
    public double[] results() {
        return new double[] {result()};
    }

    /** Refuses targets that do not fit the predictions. */
    public void checkTargets(Tensor target, Tensor prediction) {}

    /**
     * The metric that stands for this one on targets and outputs of these shapes (batch axis included): itself, unless
     * it is a family as "accuracy".
     */
    public Metric resolve(Shape target, Shape prediction) {
        return this;
    }

    /** Throws an {@link dev.cornet.error.OptionException} that names this metric unless {@code condition} holds. */
    protected final void require(boolean condition, String format, @Nullable Object... arguments) {
        Options.require(this, condition, format, arguments);
    }

    // ---- what a trainer calls

    /** The name under which the figure is logged; default Keras' name of the class, as "precision". */
    public final String name() {
        return name != null ? name : defaultName();
    }

    /** The name of a metric that has been given none. */
    String defaultName() {
        return Names.snake(getClass().getSimpleName());
    }

    /** The name under which the figure is logged. */
    public Metric named(String name) {
        this.name = name;
        return this;
    }
}
