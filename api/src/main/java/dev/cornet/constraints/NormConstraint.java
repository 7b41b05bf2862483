package dev.cornet.constraints;

import static dev.cornet.config.OptionChecks.require;

import dev.cornet.config.KerasNames;
import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import dev.cornet.tensor.Tensor;

/**
 * A constraint on the lengths of the vectors of a weight: w ← w·length/(norm + 10⁻⁷).
 *
 * @param <C> the constraint itself
 */
public abstract class NormConstraint<C extends NormConstraint<C>> extends Constraint {
    @Option
    private int[] axis = {0};

    /**
     * The axes along which the vectors run. Default 0: the inputs of each unit of a dense kernel (in, out); {@code axis(0, 1, 2)} for
     * the kernel of each filter of a convolution (height, width, in, out).
     */
    public final C axis(int... axis) {
        this.axis = Arguments.given(axis, KerasNames.of(getClass()), "axis").clone();
        check();
        return self();
    }

    @Override
    public void check() {
        require(this, axis.length > 0, "axis must name at least one axis");
    }

    /** The length that takes the place of {@code norm}. */
    protected abstract double length(double norm);

    @Override
    public final void project(Tensor w) {
        Norms.scale(w, axis, this::length);
    }

    @SuppressWarnings("unchecked") // C is the class itself, by the bound
    protected final C self() {
        return (C) this;
    }
}
