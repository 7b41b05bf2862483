package dev.cornet.metrics;

/**
 * A metric whose option methods return its own type, so that calls chain in any order.
 *
 * @param <M> the metric class itself
 */
public abstract class FluentMetric<M extends FluentMetric<M>> extends Metric {
    @Override
    public final M named(String name) {
        super.named(name);
        return self();
    }

    /** For the end of an option method: refuses an invalid value at once, and returns this metric. */
    protected final M checked() {
        requireOptionsUnchanged();
        check();
        return self();
    }

    @SuppressWarnings("unchecked") // M is the class itself, by the bound
    private M self() {
        return (M) this;
    }
}
