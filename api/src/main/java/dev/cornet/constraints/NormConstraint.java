package dev.cornet.constraints;

import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.config.SubclassOptionsFirst;
import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Tensor;

/**
 * A constraint on the norms of the vectors of a weight: w ← w·targetNorm(norm)/(norm + 10⁻⁷). Which vectors, says the option axis:
 *
 * <pre>{@code
 * public final class MinNorm extends NormConstraint<MinNorm> {               // scales up the vectors whose norm is less than minValue
 *     @Option private double minValue = 0.1;
 *
 *     public MinNorm minValue(double minValue) {
 *         this.minValue = minValue;
 *         return checked();
 *     }
 *     @Override protected double targetNorm(double norm) {
 *         return Math.max(norm, minValue);
 *     }
 * }
 * }</pre>
 *
 * @param <C> the constraint class itself
 */
@SubclassOptionsFirst
public abstract class NormConstraint<C extends NormConstraint<C>> extends FluentConstraint<C> {
    @Option
    private int[] axis = {0};

    /**
     * The axes along which the norm is computed. Default 0, for the incoming weights of each unit of a dense kernel (in, out); {@code
     * axis(0, 1, 2)} is for the kernel of each filter of a convolution (height, width, in, out).
     */
    public final C axis(int... axis) {
        this.axis = Arguments.notNull(axis, KerasNames.of(getClass()), "axis").clone();
        return checked();
    }

    @Override
    public void check() {
        require(axis.length > 0, "axis must name at least one axis");
    }

    /** The norm that a vector of norm {@code norm} is scaled to. */
    protected abstract double targetNorm(double norm);

    @Override
    public final void project(Tensor w) {
        projection(w).run();
    }

    @Override
    public final Runnable projection(Tensor w) {
        return VectorNorms.scaling(w, axis, this::targetNorm);
    }
}
