package dev.cornet.optimizer;

/**
 * An optimizer whose option methods return its own type, so that options chain in any order:
 * {@code new SGD(0.1).clipnorm(1).momentum(0.9)}.
 *
 * @param <O> the optimizer itself
 */
public abstract class FluentOptimizer<O extends FluentOptimizer<O>> extends Optimizer {
    protected FluentOptimizer(LearningRate learningRate) {
        super(learningRate);
    }

    /** The name in saved models; default the class in snake case. */
    public final O named(String name) {
        this.name = name;
        return checked();
    }

    @Override
    public final O learningRate(double rate) {
        super.learningRate(rate);
        return self();
    }

    @Override
    public final O learningRate(LearningRate rate) {
        super.learningRate(rate);
        return self();
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

    /** For the end of an option method: refuses a bad value at once, and returns this optimizer. */
    protected final O checked() {
        changed();
        return self();
    }

    @SuppressWarnings("unchecked") // O is the class itself, by the bound
    private O self() {
        return (O) this;
    }
}
