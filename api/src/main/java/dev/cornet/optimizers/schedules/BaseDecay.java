package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/**
 * A decay from η₀ over a number of steps.
 *
 * @param <S> the schedule class itself
 */
abstract class BaseDecay<S extends BaseDecay<S>> extends FluentSchedule<S> {
    @Option
    double initialLearningRate;

    @Option
    long decaySteps;

    /** Without η₀ and the number of steps, which are read from a saved form. */
    BaseDecay(String name) {
        super(name);
    }

    BaseDecay(String name, double initialLearningRate, long decaySteps) {
        super(name);
        this.initialLearningRate = initialLearningRate;
        this.decaySteps = decaySteps;
    }

    @Override
    public void check() {
        require(initialLearningRate >= 0, "initial_learning_rate must be 0 or more, got %s", initialLearningRate);
        require(decaySteps > 0, "decay_steps must be positive, got %s", decaySteps);
    }
}
