package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/** Inverse time decay: η = η₀ / (1 + r·p) with p = t / decaySteps. Reference: Keras' InverseTimeDecay page. */
public final class InverseTimeDecay extends LearningRateSchedule {
    @Option
    private double initialLearningRate;

    @Option
    private long decaySteps;

    @Option
    private double decayRate;

    @Option
    private boolean staircase;

    @Option
    private String name = "InverseTimeDecay";

    private InverseTimeDecay() {}

    /**
     * @param initialLearningRate η₀
     * @param decaySteps the number of steps after which p is 1
     * @param decayRate r
     */
    public InverseTimeDecay(double initialLearningRate, long decaySteps, double decayRate) {
        this.initialLearningRate = initialLearningRate;
        this.decaySteps = decaySteps;
        this.decayRate = decayRate;
        check();
    }

    /** Whether p is rounded down to an integer, so that the learning rate falls in discrete steps; default false. */
    public InverseTimeDecay staircase(boolean staircase) {
        this.staircase = staircase;
        check();
        return this;
    }

    /** The name in saved models; default "InverseTimeDecay". */
    public InverseTimeDecay named(String name) {
        this.name = name;
        return this;
    }

    @Override
    public double at(long step) {
        double p = (double) step / decaySteps;
        return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(p) : p));
    }

    @Override
    public void check() {
        require(initialLearningRate >= 0, "initial_learning_rate must be 0 or more, got %s", initialLearningRate);
        require(decaySteps > 0, "decay_steps must be positive, got %s", decaySteps);
        require(decayRate >= 0, "decay_rate must be 0 or more, got %s", decayRate);
    }
}
