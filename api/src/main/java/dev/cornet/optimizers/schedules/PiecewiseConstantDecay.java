package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;
import dev.cornet.exceptions.Arguments;
import java.util.Arrays;

/** A piecewise constant learning rate: η = vₖ for {@code bₖ₋₁ < t ≤ bₖ}. Reference: Keras' PiecewiseConstantDecay page. */
public final class PiecewiseConstantDecay extends FluentSchedule<PiecewiseConstantDecay> {
    @Option
    private int[] boundaries = {};

    @Option
    private double[] values = {};

    private PiecewiseConstantDecay() {
        super("PiecewiseConstant");
    }

    /**
     * @param boundaries b, the last step of each value except the last value
     * @param values v, one more than boundaries
     */
    public PiecewiseConstantDecay(int[] boundaries, double[] values) {
        super("PiecewiseConstant");
        this.boundaries = Arguments.notNull(boundaries, "PiecewiseConstantDecay", "boundaries")
                .clone();
        this.values =
                Arguments.notNull(values, "PiecewiseConstantDecay", "values").clone();
        check();
    }

    @Override
    public double at(long step) {
        int k = 0;
        while (k < boundaries.length && step > boundaries[k]) {
            k++;
        }
        return values[k];
    }

    private boolean boundariesAscend() {
        for (int k = 1; k < boundaries.length; k++) {
            if (boundaries[k] <= boundaries[k - 1]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void check() {
        require(
                boundaries.length > 0 && values.length == boundaries.length + 1,
                "expected one more value than boundaries, got boundaries %s and values %s",
                boundaries,
                values);
        require(boundariesAscend(), "boundaries must ascend, got %s", boundaries);
        require(Arrays.stream(values).allMatch(v -> v >= 0), "values must be 0 or more, got %s", values);
    }
}
