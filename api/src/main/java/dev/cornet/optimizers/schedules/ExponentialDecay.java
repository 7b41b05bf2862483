package dev.cornet.optimizers.schedules;

/** Exponential decay: η = η₀·rᵖ with p = t / decaySteps. Reference: Keras' ExponentialDecay page. */
public final class ExponentialDecay extends StepwiseDecay<ExponentialDecay> {
    private ExponentialDecay() {}

    /**
     * @param initialLearningRate η₀
     * @param decaySteps the number of steps in which the learning rate falls to r·η₀
     * @param decayRate r
     */
    public ExponentialDecay(double initialLearningRate, long decaySteps, double decayRate) {
        super(initialLearningRate, decaySteps, decayRate);
    }

    @Override
    double at(double p, double decayRate) {
        return initialLearningRate() * Math.pow(decayRate, p);
    }
}
