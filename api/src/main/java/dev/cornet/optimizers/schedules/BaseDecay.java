package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/**
 * A decay of the learning rate from η₀ over a number of steps:
 *
 * <pre>{@code
 * public final class SquareRootDecay extends BaseDecay<SquareRootDecay> {    // η = η₀·√(1 − p) with p = min(t, decaySteps)/decaySteps
 *     private SquareRootDecay() {}                                           // for reading saved models
 *
 *     public SquareRootDecay(double initialLearningRate, long decaySteps) {
 *         super(initialLearningRate, decaySteps);
 *     }
 *     @Override public double at(long step) {
 *         return initialLearningRate() * Math.sqrt(1 - progress(step));
 *     }
 * }
 * }</pre>
 *
 * @param <S> the schedule class itself
 */
public abstract class BaseDecay<S extends BaseDecay<S>> extends FluentSchedule<S> {
    @Option(required = true)
    private double initialLearningRate;

    @Option(required = true)
    private long decaySteps;

    /** Without η₀ and the number of steps, which are read from a saved form. */
    protected BaseDecay() {}

    /**
     * @param initialLearningRate η₀, 0 or more
     * @param decaySteps the number of steps, positive
     */
    protected BaseDecay(double initialLearningRate, long decaySteps) {
        this.initialLearningRate = initialLearningRate;
        this.decaySteps = decaySteps;
        requireDecay();
    }

    /** η₀ */
    protected final double initialLearningRate() {
        return initialLearningRate;
    }

    /** The number of steps of the decay. */
    protected final long decaySteps() {
        return decaySteps;
    }

    /** p = min(t, decaySteps)/decaySteps, from 0 to 1. */
    protected final double progress(long step) {
        return (double) Math.min(step, decaySteps) / decaySteps;
    }

    /** Checks η₀ and the number of steps; a subclass with options calls it by {@code super.check()} before its own checks. */
    @Override
    public void check() {
        requireDecay();
    }

    private void requireDecay() {
        require(initialLearningRate >= 0, "initial_learning_rate must be 0 or more, got %s", initialLearningRate);
        require(decaySteps > 0, "decay_steps must be positive, got %s", decaySteps);
    }
}
