package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/** Exponential decay: η = η₀·rᵖ with p = t / decaySteps. Reference: Keras' ExponentialDecay page. */
public final class ExponentialDecay extends LearningRateSchedule {
    @Option
    private double initialLearningRate;

    @Option
    private long decaySteps;

    @Option
    private double decayRate;

    @Option
    private boolean staircase;

    @Option
    private String name = "ExponentialDecay";

    private ExponentialDecay() {}

    /**
     * @param initialLearningRate η₀
     * @param decaySteps the number of steps in which the learning rate falls to r·η₀
     * @param decayRate r
     */
    public ExponentialDecay(double initialLearningRate, long decaySteps, double decayRate) {
        this.initialLearningRate = initialLearningRate;
        this.decaySteps = decaySteps;
        this.decayRate = decayRate;
        check();
    }

    /** Whether p is rounded down to an integer, so that the learning rate falls in discrete steps; default false. */
    public ExponentialDecay staircase(boolean staircase) {
        this.staircase = staircase;
        check();
        return this;
    }

    /** The name in saved models; default "ExponentialDecay". */
    public ExponentialDecay named(String name) {
        this.name = name;
        return this;
    }

    @Override
    public double at(long step) {
        double p = (double) step / decaySteps;
        return initialLearningRate * Math.pow(decayRate, staircase ? Math.floor(p) : p);
    }

    @Override
    public void check() {
        require(initialLearningRate >= 0, "initial_learning_rate must be 0 or more, got %s", initialLearningRate);
        require(decaySteps > 0, "decay_steps must be positive, got %s", decaySteps);
        require(decayRate >= 0, "decay_rate must be 0 or more, got %s", decayRate);
    }
}
