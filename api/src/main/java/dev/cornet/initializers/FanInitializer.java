package dev.cornet.initializers;

import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;
import dev.cornet.exceptions.Arguments;
import dev.cornet.random.RandomStream;
import dev.cornet.tensor.Shape;
import dev.cornet.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An initializer of random values with variance scale/fan, where the fan is computed from the shape of the weight or from given axes:
 *
 * <pre>{@code
 * public final class SirenUniform extends FanInitializer<SirenUniform> {    // uniform between ±√(6/fanIn)/ω
 *     @Option private double omega = 30;
 *
 *     public SirenUniform omega(double omega) {
 *         this.omega = omega;
 *         return checked();
 *     }
 *     @Override public void fill(Tensor w, RandomStream random) {
 *         fill(w, random, 2 / (omega * omega), FanMode.FAN_IN, Distribution.UNIFORM);
 *     }
 * }
 * }</pre>
 *
 * @param <I> the initializer class itself
 */
@SubclassOptionsFirst
public abstract class FanInitializer<I extends FanInitializer<I>> extends RandomInitializer<I> {
    @Option
    private int @Nullable [] inputAxes;

    @Option
    private int @Nullable [] outputAxes;

    /** The axes whose sizes have the product fan_in; used only together with {@link #outputAxes}. Default: determined by the shape. */
    public final I inputAxes(int... axes) {
        this.inputAxes = Arguments.notNull(axes, getClass().getSimpleName() + ".inputAxes", "axes")
                .clone();
        return checked();
    }

    /** The axes whose sizes have the product fan_out; used only together with {@link #inputAxes}. Default: determined by the shape. */
    public final I outputAxes(int... axes) {
        this.outputAxes = Arguments.notNull(axes, getClass().getSimpleName() + ".outputAxes", "axes")
                .clone();
        return checked();
    }

    /** The fan n of a weight of this shape: a number of inputs or outputs, or their mean. */
    protected final double fan(Shape shape, FanMode mode) {
        return mode.of(Fans.of(shape, inputAxes, outputAxes));
    }

    /** Fills w with values of mean 0 and variance scale/fan; a fan of 0 is replaced by 1. */
    protected final void fill(Tensor w, RandomStream random, double scale, FanMode mode, Distribution distribution) {
        double fan = Math.max(1, fan(w.shape(), mode));
        distribution.fill(w, random, Math.sqrt(scale / fan));
    }
}
