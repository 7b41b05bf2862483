package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/**
 * η = η₀·rᵖ with p = t / decaySteps.
 *
 * <p>Reference: Keras' ExponentialDecay page.
 */
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
     * @param decaySteps the steps in which the rate falls to r·η₀
     * @param decayRate r
     */
    public ExponentialDecay(double initialLearningRate, long decaySteps, double decayRate) {
        this.initialLearningRate = initialLearningRate;
        this.decaySteps = decaySteps;
        this.decayRate = decayRate;
        check();
    }

    /** Whether p is cut down to a whole number, so that the rate falls in stairs; default false. */
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
