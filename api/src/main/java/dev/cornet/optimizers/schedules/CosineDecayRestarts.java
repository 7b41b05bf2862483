package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;

/**
 * Cosine decay with restarts: η = η₀·((1 − α)·mⁱ·½·(1 + cos πp) + α), where p runs from 0 to 1 in each period and i is the number of
 * restarts.
 *
 * <p>References: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017; Keras' CosineDecayRestarts page.
 */
public final class CosineDecayRestarts extends FluentSchedule<CosineDecayRestarts> {
    @Option
    private double initialLearningRate;

    @Option
    private long firstDecaySteps;

    @Option("t_mul")
    private double tMul = 2;

    @Option("m_mul")
    private double mMul = 1;

    @Option
    private double alpha;

    private CosineDecayRestarts() {
        super("SGDRDecay");
    }

    /**
     * @param initialLearningRate η₀
     * @param firstDecaySteps the number of steps of the first period
     */
    public CosineDecayRestarts(double initialLearningRate, long firstDecaySteps) {
        super("SGDRDecay");
        this.initialLearningRate = initialLearningRate;
        this.firstDecaySteps = firstDecaySteps;
        check();
    }

    /** The factor by which each period is longer than the one before; default 2. */
    public CosineDecayRestarts tMul(double tMul) {
        this.tMul = tMul;
        return checked();
    }

    /** The factor m by which the learning rate at each restart is higher than at the one before; default 1. */
    public CosineDecayRestarts mMul(double mMul) {
        this.mMul = mMul;
        return checked();
    }

    /** The lowest learning rate as a fraction α of η₀; default 0. */
    public CosineDecayRestarts alpha(double alpha) {
        this.alpha = alpha;
        return checked();
    }

    @Override
    public double at(long step) {
        double length = firstDecaySteps;
        double restarts = tMul == 1 ? Math.floor(step / length) : 0;
        double stepInPeriod = step - restarts * length;
        while (stepInPeriod >= length) {
            stepInPeriod -= length;
            length *= tMul;
            restarts++;
        }
        double cosine = 0.5 * Math.pow(mMul, restarts) * (1 + Math.cos(Math.PI * (stepInPeriod / length)));
        return initialLearningRate * ((1 - alpha) * cosine + alpha);
    }

    @Override
    public void check() {
        require(initialLearningRate >= 0, "initial_learning_rate must be 0 or more, got %s", initialLearningRate);
        require(firstDecaySteps > 0, "first_decay_steps must be positive, got %s", firstDecaySteps);
        require(tMul >= 1, "t_mul must be 1 or more, got %s", tMul);
        require(mMul >= 0, "m_mul must be 0 or more, got %s", mMul);
        require(alpha >= 0 && alpha <= 1, "alpha must be between 0 and 1, got %s", alpha);
    }
}
