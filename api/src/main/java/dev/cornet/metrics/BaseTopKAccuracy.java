package dev.cornet.metrics;

import dev.cornet.config.Option;

/**
 * The fraction of rows whose true class is among the k classes with the largest predictions, ties included.
 *
 * @param <M> the metric class itself
 */
abstract class BaseTopKAccuracy<M extends BaseTopKAccuracy<M>> extends BaseAccuracy<M> {
    @Option
    private int k = 5;

    /** The number k of classes; default 5. */
    public M k(int k) {
        this.k = k;
        return checked();
    }

    final int k() {
        return k;
    }

    @Override
    public final void check() {
        require(k >= 1, "k must be 1 or more, got %s", k);
    }
}
