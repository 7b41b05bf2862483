package dev.cornet.metrics;

/**
 * A metric whose option methods return its own type, so that options chain in any order.
 *
 * @param <M> the metric itself
 */
public abstract class FluentMetric<M extends FluentMetric<M>> extends Metric {
    @Override
    public final M named(String name) {
        super.named(name);
        return self();
    }

    /** For the end of an option method: refuses a bad value at once and returns this metric. */
    protected final M checked() {
        M self = self(); // first: what is in use keeps what it had
        check();
        return self;
    }

    @SuppressWarnings("unchecked") // M is the class itself, by the bound
    private M self() {
        requireOptionsAsFixed();
        return (M) this;
    }
}
