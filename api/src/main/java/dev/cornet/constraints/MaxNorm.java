package dev.cornet.constraints;

import dev.cornet.config.Option;

/**
 * Limits norms: vectors with a norm above maxValue are scaled down to it.
 *
 * <p>References: Srivastava et al., "Dropout", JMLR 2014; Keras' MaxNorm page.
 */
public final class MaxNorm extends NormConstraint<MaxNorm> {
    @Option
    private double maxValue = 2;

    /** With a largest norm of 2. */
    public MaxNorm() {}

    /** @param maxValue the largest norm, 0 or more */
    public MaxNorm(double maxValue) {
        this.maxValue = maxValue;
        check();
    }

    @Override
    public void check() {
        super.check();
        require(maxValue >= 0, "max_value must be 0 or more, got %s", maxValue);
    }

    @Override
    protected double targetNorm(double norm) {
        return Math.min(norm, maxValue);
    }
}
