package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/**
 * A decay by a rate r: η₀ falls as p = t / decaySteps grows, continuously or in discrete steps.
 *
 * @param <S> the schedule class itself
 */
abstract class StepwiseDecay<S extends BaseDecay<S>> extends BaseDecay<S> {
    @Option
    private double decayRate;

    @Option
    private boolean staircase;

    StepwiseDecay() {}

    StepwiseDecay(double initialLearningRate, long decaySteps, double decayRate) {
        super(initialLearningRate, decaySteps);
        this.decayRate = decayRate;
        check();
    }

    /** Whether p is rounded down to an integer, so that the learning rate falls in discrete steps; default false. */
    public S staircase(boolean staircase) {
        this.staircase = staircase;
        return checked();
    }

    @Override
    public final double at(long step) {
        double p = (double) step / decaySteps();
        return at(staircase ? Math.floor(p) : p, decayRate);
    }

    /** η at p, for the decay rate r. */
    abstract double at(double p, double decayRate);

    @Override
    public final void check() {
        super.check();
        require(decayRate >= 0, "decay_rate must be 0 or more, got %s", decayRate);
    }
}
