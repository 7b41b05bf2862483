package dev.cornet.optimizers.schedules;

/** Inverse time decay: η = η₀ / (1 + r·p) with p = t / decaySteps. Reference: Keras' InverseTimeDecay page. */
public final class InverseTimeDecay extends StepwiseDecay<InverseTimeDecay> {
    private InverseTimeDecay() {}

    /**
     * @param initialLearningRate η₀
     * @param decaySteps the number of steps after which p is 1
     * @param decayRate r
     */
    public InverseTimeDecay(double initialLearningRate, long decaySteps, double decayRate) {
        super(initialLearningRate, decaySteps, decayRate);
    }

    @Override
    double at(double p, double decayRate) {
        return initialLearningRate() / (1 + decayRate * p);
    }
}
