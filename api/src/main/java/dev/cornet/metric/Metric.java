package dev.cornet.metric;

import dev.cornet.config.Configurable;
import dev.cornet.config.Option;
import dev.cornet.config.Registry;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A figure that runs over the batches of an epoch: sums in double, so that cutting the data into batches otherwise changes nothing but
 * rounding. Not safe for several threads. Reference: Keras' metrics page.
 */
public abstract class Metric implements Configurable {
    @Option
    private @Nullable String name;

    /** The name under which the figure is logged; default Keras' name of the class, as "precision". */
    public final String name() {
        return name != null ? name : Registry.nameOf(this);
    }

    protected final void setName(String name) {
        this.name = name;
    }

    /** Refuses targets that do not fit the predictions. */
    public void checkTargets(Tensor target, Tensor prediction) {}

    /**
     * Takes in a batch.
     *
     * @param weight one weight per sample (or per row), or null for ones
     */
    public abstract void update(Tensor target, Tensor prediction, @Nullable Tensor weight);

    /** The figure over all batches since {@link #reset}. */
    public abstract double result();

    /** Forgets all batches. */
    public abstract void reset();

    /** Which way is better. */
    public abstract Direction direction();

    /** The metric that stands for this one on outputs and targets of these shapes (batch axis included): itself, unless it is a family as "accuracy". */
    public Metric resolve(Shape target, Shape prediction) {
        return this;
    }
}
