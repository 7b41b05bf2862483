package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.LearningRate;

/**
 * An optimizer whose option methods return its own type, so that options chain in any order:
 * {@code new SGD(0.1).clipnorm(1).momentum(0.9)}.
 *
 * @param <O> the optimizer itself
 */
public abstract class FluentOptimizer<O extends FluentOptimizer<O>> extends Chained<O> {
    protected FluentOptimizer(LearningRate learningRate) {
        super(learningRate);
    }

    /** λ of the decay w −= η·λ·w before each update; default none. */
    public final O weightDecay(double decay) {
        weightDecay = decay;
        return checked();
    }

    /** The largest norm of one weight's gradient; longer ones are shortened to it. Default none. */
    public final O clipnorm(double norm) {
        clipnorm = norm;
        return checked();
    }

    /** The largest norm of all gradients taken together; default none. */
    public final O globalClipnorm(double norm) {
        globalClipnorm = norm;
        return checked();
    }

    /** The largest absolute value in a gradient; default none. */
    public final O clipvalue(double value) {
        clipvalue = value;
        return checked();
    }

    /**
     * Keeps an exponential moving average of the weights, a ← μ·a + (1 − μ)·w, which replaces them when training ends;
     * default false.
     */
    public final O useEma(boolean use) {
        useEma = use;
        return checked();
    }

    /** μ of the moving average; default 0.99. */
    public final O emaMomentum(double momentum) {
        emaMomentum = momentum;
        return checked();
    }

    /** Replaces the weights by their average every so many updates; default only at the end. */
    public final O emaOverwriteFrequency(int updates) {
        emaOverwriteFrequency = updates;
        return checked();
    }

    /**
     * Updates only every so many steps, by the mean of their gradients: large batches in small memory. Default each
     * step.
     */
    public final O gradientAccumulationSteps(int steps) {
        gradientAccumulationSteps = steps;
        return checked();
    }
}
