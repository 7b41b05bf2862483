package dev.cornet.optimizers;

import dev.cornet.optimizers.schedules.LearningRate;

/**
 * The options that every optimizer has, by methods that return its own type.
 *
 * @param <O> the optimizer itself
 */
abstract class Chained<O extends Chained<O>> extends Optimizer {
    Chained(LearningRate learningRate) {
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
