package dev.cornet.initializers;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.config.Option;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/** The initializer with normally distributed values of given mean and standard deviation. Reference: Keras' RandomNormal page. */
public final class RandomNormal extends RandomInitializer<RandomNormal> {
    @Option
    private double mean;

    @Option
    private double stddev = 0.05;

    /** The mean; default 0. */
    public RandomNormal mean(double mean) {
        this.mean = mean;
        return checked();
    }

    /** The standard deviation; default 0.05. */
    public RandomNormal stddev(double stddev) {
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
        RandomFill.normal(w, random, mean, stddev);
    }
}
