package dev.cornet.initializers;

import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * An initializer of normally distributed values of given mean and standard deviation.
 *
 * @param <I> the initializer class itself
 */
abstract class NormalInitializer<I extends NormalInitializer<I>> extends RandomInitializer<I> {
    @Option
    private double mean;

    @Option
    private double stddev = 0.05;

    /** The mean; default 0. */
    public I mean(double mean) {
        this.mean = mean;
        return checked();
    }

    /** The standard deviation, before truncation if values are truncated; default 0.05. */
    public I stddev(double stddev) {
        this.stddev = stddev;
        return checked();
    }

    @Override
    public final void check() {
        require(Double.isFinite(mean), "mean must be a finite number, got %s", mean);
        require(stddev >= 0, "stddev must be 0 or more, got %s", stddev);
    }

    @Override
    public final void fill(Tensor w, RandomStream random) {
        fill(w, random, mean, stddev);
    }

    /** Fills w with random values of the given mean and standard deviation. */
    abstract void fill(Tensor w, RandomStream random, double mean, double stddev);
}
