package dev.cornet.metrics;

/**
 * The number of wrong predictions of one kind.
 *
 * @param <M> the metric class itself
 */
abstract class ErrorCount<M extends ThresholdMetric<M>> extends ThresholdMetric<M> {
    @Override
    public final Direction direction() {
        return Direction.MINIMIZE;
    }
}
