package dev.cornet.initializers;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * The initializer with normally distributed values, where values beyond two standard deviations are drawn again. Reference: Keras'
 * TruncatedNormal page.
 */
public final class TruncatedNormal extends RandomInitializer<TruncatedNormal> {
    @Option
    private double mean;

    @Option
    private double stddev = 0.05;

    /** The mean; default 0. */
    public TruncatedNormal mean(double mean) {
        this.mean = mean;
        return checked();
    }

    /** The standard deviation before truncation; default 0.05. */
    public TruncatedNormal stddev(double stddev) {
        this.stddev = stddev;
        return checked();
    }

    @Override
    public void check() {
        require(this, Double.isFinite(mean), "mean must be a finite number, got %s", mean);
        require(this, stddev >= 0, "stddev must be 0 or more, got %s", stddev);
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        RandomFill.truncatedNormal(w, random, mean, stddev);
    }
}
