package dev.cornet.initializers;

import static dev.cornet.config.OptionChecks.choice;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;

/**
 * An initializer of random values with mean 0 and variance scale/n, where n is fanIn, fanOut or their mean. The Glorot, He and LeCun
 * initializers are special cases.
 *
 * <p>Reference: Keras' VarianceScaling page.
 */
public final class VarianceScaling extends FanInitializer<VarianceScaling> {
    @Option
    private double scale = 1;

    @Option
    private FanMode mode = FanMode.FAN_IN;

    @Option
    private Distribution distribution = Distribution.TRUNCATED_NORMAL;

    /** The factor of the variance; positive, default 1. */
    public VarianceScaling scale(double scale) {
        this.scale = scale;
        return checked();
    }

    /** The fan n; default fan_in. */
    public VarianceScaling mode(FanMode mode) {
        this.mode = mode;
        return checked();
    }

    /** The fan n by name: "fan_in", "fan_out" or "fan_avg". */
    public VarianceScaling mode(String mode) {
        return mode(choice(this, "mode", FanMode.class, mode));
    }

    /** The distribution of the values; default truncated_normal. */
    public VarianceScaling distribution(Distribution distribution) {
        this.distribution = Arguments.notNull(distribution, "VarianceScaling", "distribution");
        return checked();
    }

    /** The distribution by name: "truncated_normal" (also "normal"), "untruncated_normal" or "uniform". */
    public VarianceScaling distribution(String distribution) {
        Arguments.notNull(distribution, "VarianceScaling", "distribution");
        return distribution.equals("normal")
                ? distribution(Distribution.TRUNCATED_NORMAL)
                : distribution(choice(this, "distribution", Distribution.class, distribution));
    }

    @Override
    public void check() {
        require(scale > 0, "scale must be positive, got %s", scale);
    }

    @Override
    public void fill(Tensor w, RandomStream random) {
        fill(w, random, scale, mode, distribution);
    }
}
