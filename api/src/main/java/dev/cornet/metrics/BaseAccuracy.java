package dev.cornet.metrics;

/**
 * The fraction of predictions that are right.
 *
 * @param <M> the metric class itself
 */
abstract class BaseAccuracy<M extends BaseAccuracy<M>> extends MeanMetric<M> {
    @Override
    public final Direction direction() {
        return Direction.MAXIMIZE;
    }
}
