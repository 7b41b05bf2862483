package dev.cornet.initializers;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Random values with variance scale/fan: the fans follow from the shape, or from axes that are named.
 *
 * @param <I> the initializer itself
 */
public abstract class FanInitializer<I extends FanInitializer<I>> extends RandomInitializer<I> {
    @Option
    private int @Nullable [] inputAxes;

    @Option
    private int @Nullable [] outputAxes;

    /** The axes that make up fan_in; counts together with {@link #outputAxes}. Default: by the shape. */
    public final I inputAxes(int... axes) {
        inputAxes = Arguments.given(axes, getClass().getSimpleName() + ".inputAxes", "axes")
                .clone();
        return self();
    }

    /** The axes that make up fan_out; counts together with {@link #inputAxes}. Default: by the shape. */
    public final I outputAxes(int... axes) {
        outputAxes = Arguments.given(axes, getClass().getSimpleName() + ".outputAxes", "axes")
                .clone();
        return self();
    }

    /** Fills w with values of mean 0 and variance scale/fan; a fan of 0 counts as 1. */
    protected final void fill(Tensor w, RandomStream noise, double scale, FanMode mode, Distribution law) {
        double fan = Math.max(1, mode.of(Fans.of(w.shape(), inputAxes, outputAxes)));
        law.fill(w, noise, Math.sqrt(scale / fan));
    }
}
