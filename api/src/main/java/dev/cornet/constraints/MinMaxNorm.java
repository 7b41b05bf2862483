package dev.cornet.constraints;

import dev.cornet.config.Option;

/**
 * Moves norms towards a range: vectors are scaled to the norm rate·clip(norm, minValue, maxValue) + (1 − rate)·norm.
 *
 * <p>Reference: Keras' MinMaxNorm page.
 */
public final class MinMaxNorm extends NormConstraint<MinMaxNorm> {
    @Option
    private double minValue;

    @Option
    private double maxValue = 1;

    @Option
    private double rate = 1;

    /** With norms between 0 and 1. */
    public MinMaxNorm() {}

    /**
     * @param minValue the smallest norm, 0 or more
     * @param maxValue the largest norm, not below minValue
     */
    public MinMaxNorm(double minValue, double maxValue) {
        this.minValue = minValue;
        this.maxValue = maxValue;
        check();
    }

    /** The fraction of a norm's distance from the range that each update corrects, between 0 and 1; default 1. */
    public MinMaxNorm rate(double rate) {
        this.rate = rate;
        return checked();
    }

    @Override
    public void check() {
        super.check();
        require(minValue >= 0, "min_value must be 0 or more, got %s", minValue);
        require(maxValue >= minValue, "max_value must not be below min_value, got %s and %s", maxValue, minValue);
        require(rate >= 0 && rate <= 1, "rate must be between 0 and 1, got %s", rate);
    }

    @Override
    protected double targetNorm(double norm) {
        return rate * Math.min(Math.max(norm, minValue), maxValue) + (1 - rate) * norm;
    }
}
