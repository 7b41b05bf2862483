package dev.cornet.optimizers.schedules;

import dev.cornet.config.Option;
import org.jspecify.annotations.Nullable;

/**
 * Cosine decay: η = η₀·((1 − α)·½·(1 + cos πp) + α) with p = min(t, decaySteps) / decaySteps.
 *
 * <p>With a warm-up the learning rate first rises linearly from η₀ to warmupTarget in warmupSteps steps, then decays from warmupTarget
 * instead of η₀. References: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017; Keras' CosineDecay
 * page.
 */
public final class CosineDecay extends BaseDecay<CosineDecay> {
    @Option
    private double alpha;

    @Option(after = "name")
    private @Nullable Double warmupTarget;

    @Option(after = "warmup_target")
    private long warmupSteps;

    private CosineDecay() {}

    /**
     * @param initialLearningRate η₀
     * @param decaySteps the number of steps until α·η₀
     */
    public CosineDecay(double initialLearningRate, long decaySteps) {
        super(initialLearningRate, decaySteps);
    }

    /** The final learning rate as a fraction α of η₀, with a warm-up of warmupTarget; default 0. */
    public CosineDecay alpha(double alpha) {
        this.alpha = alpha;
        return checked();
    }

    /** The learning rate at the end of the warm-up; default none: no warm-up. */
    public CosineDecay warmupTarget(double warmupTarget) {
        this.warmupTarget = warmupTarget;
        return checked();
    }

    /** The number of steps of the warm-up, in addition to decaySteps; default 0. */
    public CosineDecay warmupSteps(long warmupSteps) {
        this.warmupSteps = warmupSteps;
        return checked();
    }

    @Override
    public double at(long step) {
        if (warmupTarget == null) {
            return decay(step, initialLearningRate());
        }
        if (step < warmupSteps) {
            return (warmupTarget - initialLearningRate()) * ((double) step / warmupSteps) + initialLearningRate();
        }
        return decay(step - warmupSteps, warmupTarget);
    }

    private double decay(long step, double start) {
        return start * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * progress(step))) + alpha);
    }

    @Override
    public void check() {
        super.check();
        require(alpha >= 0 && alpha <= 1, "alpha must be between 0 and 1, got %s", alpha);
        require(warmupTarget == null || warmupTarget >= 0, "warmup_target must be 0 or more, got %s", warmupTarget);
        require(warmupSteps >= 0, "warmup_steps must be 0 or more, got %s", warmupSteps);
    }
}
