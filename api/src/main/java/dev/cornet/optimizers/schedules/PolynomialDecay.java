package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/** Polynomial decay: η = (η₀ − η₁)·(1 − p)ᵏ + η₁ with p = min(t, decaySteps) / decaySteps. Reference: Keras' PolynomialDecay page. */
public final class PolynomialDecay extends BaseDecay<PolynomialDecay> {
    @Option
    private double endLearningRate = 0.0001;

    @Option
    private double power = 1;

    @Option
    private boolean cycle;

    private PolynomialDecay() {}

    /**
     * @param initialLearningRate η₀
     * @param decaySteps the number of steps until η₁
     */
    public PolynomialDecay(double initialLearningRate, long decaySteps) {
        super(initialLearningRate, decaySteps);
    }

    /** The final learning rate η₁; default 0.0001. */
    public PolynomialDecay endLearningRate(double endLearningRate) {
        this.endLearningRate = endLearningRate;
        return checked();
    }

    /** The exponent k; default 1, linear decay. */
    public PolynomialDecay power(double power) {
        this.power = power;
        return checked();
    }

    /**
     * Whether decaySteps in the formula is replaced by its smallest multiple that is not below t, so that the learning rate jumps up after
     * each multiple; default false.
     */
    public PolynomialDecay cycle(boolean cycle) {
        this.cycle = cycle;
        return checked();
    }

    @Override
    public double at(long step) {
        double period = cycle ? decaySteps() * Math.max(1, Math.ceil((double) step / decaySteps())) : decaySteps();
        double p = Math.min(step, period) / period;
        return (initialLearningRate() - endLearningRate) * Math.pow(1 - p, power) + endLearningRate;
    }

    @Override
    public void check() {
        super.check();
        require(Double.isFinite(power), "power must be a finite number, got %s", power);
        require(endLearningRate >= 0, "end_learning_rate must be 0 or more, got %s", endLearningRate);
    }
}
